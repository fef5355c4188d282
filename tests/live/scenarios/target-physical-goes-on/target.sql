CREATE DATABASE app DEFAULT CHARACTER SET utf8mb4;
CREATE TABLE app.orders (id BIGINT NOT NULL PRIMARY KEY, who VARCHAR(40) NOT NULL, paid TINYINT DEFAULT 0); INSERT INTO app.orders VALUES (1,'ada',1);
CREATE DATABASE IF NOT EXISTS dm_meta;
CREATE TABLE dm_meta.live_syncer_checkpoint (id VARCHAR(32) NOT NULL, cp_schema VARCHAR(128) NOT NULL, cp_table VARCHAR(128) NOT NULL, binlog_name VARCHAR(128),
binlog_pos INT UNSIGNED, binlog_gtid TEXT, exit_safe_binlog_name VARCHAR(128) DEFAULT '', exit_safe_binlog_pos INT UNSIGNED DEFAULT 0, exit_safe_binlog_gtid TEXT,
table_info LONGTEXT, is_global BOOLEAN, create_time TIMESTAMP DEFAULT NOW(), update_time TIMESTAMP DEFAULT NOW(), UNIQUE KEY uk_id_schema_table (id, cp_schema, cp_table));
INSERT INTO dm_meta.live_syncer_checkpoint (id, cp_schema, cp_table, binlog_name, binlog_pos, is_global) VALUES ('mysql-replica-01', '', '', 'mysql-bin.000001', 4, TRUE);

