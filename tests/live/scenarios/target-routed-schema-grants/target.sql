CREATE USER 'dmt'@'%' IDENTIFIED BY 'target-pass'; GRANT ALL ON dw.* TO 'dmt'@'%'; GRANT ALL ON dm_meta.* TO 'dmt'@'%';
