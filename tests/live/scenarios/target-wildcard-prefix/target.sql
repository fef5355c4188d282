CREATE USER 'dmt'@'%' IDENTIFIED BY 'target-pass'; GRANT ALL ON `a%`.* TO 'dmt'@'%'; GRANT ALL ON `dm\_meta`.* TO 'dmt'@'%';
