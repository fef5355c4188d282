CREATE USER 'dmt'@'%' IDENTIFIED BY 'target-pass'; GRANT ALL ON app.* TO 'dmt'@'%'; GRANT ALL ON dm_meta.* TO 'dmt'@'%';
