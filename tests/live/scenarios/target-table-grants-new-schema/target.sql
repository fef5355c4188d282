CREATE USER 'dmt'@'%' IDENTIFIED BY 'target-pass'; GRANT ALL ON app.orders TO 'dmt'@'%'; GRANT ALL ON app.items TO 'dmt'@'%'; GRANT ALL ON dm_meta.* TO 'dmt'@'%';
