CREATE USER 'dmt'@'%' IDENTIFIED BY 'target-pass'; GRANT ALL ON *.* TO 'dmt'@'%'; CREATE USER 'dmt'@'127.0.0.1' IDENTIFIED BY 'target-pass'; CREATE USER 'dmt'@'localhost' IDENTIFIED BY 'target-pass';
