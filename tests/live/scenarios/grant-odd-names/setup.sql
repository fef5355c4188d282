CREATE DATABASE `shop_1`; CREATE DATABASE `a``b'%_\c`;
CREATE TABLE `shop_1`.orders (id BIGINT NOT NULL PRIMARY KEY);
CREATE TABLE `a``b'%_\c`.`x``y_z"%\q` (id BIGINT NOT NULL PRIMARY KEY); CREATE TABLE `a``b'%_\c`.other (id BIGINT NOT NULL PRIMARY KEY);
CREATE USER 'd''m@`_\\x'@'127.0.0._' IDENTIFIED BY 'dm-pass-1';
GRANT INSERT ON `shop\_1`.* TO 'd''m@`_\\x'@'127.0.0._';
GRANT INSERT ON `a``b'\%\_\\c`.* TO 'd''m@`_\\x'@'127.0.0._';
