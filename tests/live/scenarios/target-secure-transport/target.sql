CREATE USER 'dmt'@'%' IDENTIFIED BY 'target-pass'; GRANT ALL ON *.* TO 'dmt'@'%';
