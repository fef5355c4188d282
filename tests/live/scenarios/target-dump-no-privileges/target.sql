CREATE USER 'dmt'@'%' IDENTIFIED BY 'target-pass'; 
