CREATE USER 'dmt'@'%' IDENTIFIED BY 'target-pass'; GRANT ALL ON `app\_%`.* TO 'dmt'@'%'; GRANT ALL ON `dm\_meta`.* TO 'dmt'@'%';
