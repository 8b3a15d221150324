BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
CREATE TABLE "athletes" (
	id VARCHAR(36) NOT NULL, 
	organization_id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(36), 
	name VARCHAR(120) NOT NULL, 
	birth_year INTEGER, 
	sex VARCHAR(8), 
	mass_kg DOUBLE, 
	height_m DOUBLE, 
	foot_length_m DOUBLE, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	simulated BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_athletes PRIMARY KEY (id), 
	CONSTRAINT fk_athletes_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE, 
	CONSTRAINT fk_athletes_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT uq_athletes_organization_id_user_id UNIQUE (organization_id, user_id)
);
INSERT INTO "athletes" VALUES('01a211ee-ea80-7000-8000-000000000003','01a211ee-ea80-7000-8000-000000000002','01a211ee-ea80-7000-8000-000000000001','Me',NULL,NULL,NULL,NULL,NULL,'2026-11-25 09:00:00.000000','2026-11-25 09:00:00.000000',NULL,0);
INSERT INTO "athletes" VALUES('01a211ef-2900-7000-8000-00000000001b','01a211ee-ea80-7000-8000-000000000005','01a211ef-2900-7000-8000-00000000001a','Sam Runner',2001,'female',75.0,1.78,NULL,'2026-11-25 09:00:16.000000','2026-11-25 09:00:40.000000',NULL,0);
INSERT INTO "athletes" VALUES('01a211ef-6780-7000-8000-000000000023','01a211ee-ea80-7000-8000-000000000005',NULL,'Lee Walker',1988,'male',75.0,1.78,NULL,'2026-11-25 09:00:32.000000','2026-11-25 09:00:48.000000',NULL,0);
CREATE TABLE audit_log (
	id VARCHAR(36) NOT NULL, 
	at DATETIME NOT NULL, 
	organization_id VARCHAR(36), 
	user_id VARCHAR(36), 
	action VARCHAR(48) NOT NULL, 
	subject VARCHAR(120) NOT NULL, 
	CONSTRAINT pk_audit_log PRIMARY KEY (id)
);
INSERT INTO "audit_log" VALUES('01a211ee-ea80-7000-8000-000000000006','2026-11-25 09:00:00.000000','01a211ee-ea80-7000-8000-000000000005','01a211ee-ea80-7000-8000-000000000001','organization.founded','');
INSERT INTO "audit_log" VALUES('01a211ee-ea80-7000-8000-000000000008','2026-11-25 09:00:00.000000','01a211ee-ea80-7000-8000-000000000005','01a211ee-ea80-7000-8000-000000000001','invitation.made','invitation:01a211ee-ea80-7000-8000-000000000007');
INSERT INTO "audit_log" VALUES('01a211ee-ea80-7000-8000-00000000000a','2026-11-25 09:00:00.000000','01a211ee-ea80-7000-8000-000000000005','01a211ee-ea80-7000-8000-000000000009','invitation.accepted','invitation:01a211ee-ea80-7000-8000-000000000007');
INSERT INTO "audit_log" VALUES('01a211ee-ea80-7000-8000-00000000000b','2026-11-25 09:00:00.000000',NULL,'01a211ee-ea80-7000-8000-000000000009','account.signed_in','');
INSERT INTO "audit_log" VALUES('01a211ee-ea80-7000-8000-00000000000f','2026-11-25 09:00:00.000000','01a211ee-ea80-7000-8000-000000000005','01a211ee-ea80-7000-8000-000000000001','member.removed','user:01a211ee-ea80-7000-8000-000000000001');
INSERT INTO "audit_log" VALUES('01a211ef-09c0-7000-8000-000000000011','2026-11-25 09:00:08.000000','01a211ee-ea80-7000-8000-000000000005','01a211ee-ea80-7000-8000-000000000009','invitation.made','invitation:01a211ef-09c0-7000-8000-000000000010');
INSERT INTO "audit_log" VALUES('01a211ef-09c0-7000-8000-000000000013','2026-11-25 09:00:08.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','invitation.accepted','invitation:01a211ef-09c0-7000-8000-000000000010');
INSERT INTO "audit_log" VALUES('01a211ef-09c0-7000-8000-000000000014','2026-11-25 09:00:08.000000',NULL,'01a211ef-09c0-7000-8000-000000000012','account.signed_in','');
INSERT INTO "audit_log" VALUES('01a211ef-2900-7000-8000-000000000019','2026-11-25 09:00:16.000000','01a211ee-ea80-7000-8000-000000000005','01a211ee-ea80-7000-8000-000000000009','invitation.made','invitation:01a211ef-2900-7000-8000-000000000018');
INSERT INTO "audit_log" VALUES('01a211ef-2900-7000-8000-00000000001c','2026-11-25 09:00:16.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-2900-7000-8000-00000000001a','invitation.accepted','invitation:01a211ef-2900-7000-8000-000000000018');
INSERT INTO "audit_log" VALUES('01a211ef-2900-7000-8000-00000000001d','2026-11-25 09:00:16.000000',NULL,'01a211ef-2900-7000-8000-00000000001a','account.signed_in','');
INSERT INTO "audit_log" VALUES('01a211ef-4840-7000-8000-000000000022','2026-11-25 09:00:24.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-2900-7000-8000-00000000001a','consent.granted','athlete:01a211ef-2900-7000-8000-00000000001b coach:01a211ef-09c0-7000-8000-000000000012');
INSERT INTO "audit_log" VALUES('01a211ef-6780-7000-8000-000000000025','2026-11-25 09:00:32.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','athlete.added','athlete:01a211ef-6780-7000-8000-000000000023');
INSERT INTO "audit_log" VALUES('01a211ef-c540-7000-8000-000000000027','2026-11-25 09:00:56.000000','01a211ee-ea80-7000-8000-000000000005','01a211ee-ea80-7000-8000-000000000009','webhook.made','webhook:01a211ef-c540-7000-8000-000000000026');
INSERT INTO "audit_log" VALUES('01a211ef-e480-7000-8000-00000000002a','2026-11-25 09:01:04.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','recording.stored','recording:01a211ef-e480-7000-8000-000000000028');
INSERT INTO "audit_log" VALUES('01a211f0-03c0-7000-8000-000000000030','2026-11-25 09:01:12.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','recording.stored','recording:01a211f0-03c0-7000-8000-00000000002e');
INSERT INTO "audit_log" VALUES('01a211f0-2300-7000-8000-000000000036','2026-11-25 09:01:20.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','recording.stored','recording:01a211f0-2300-7000-8000-000000000034');
INSERT INTO "audit_log" VALUES('01a211f0-4240-7000-8000-00000000003c','2026-11-25 09:01:28.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','recording.stored','recording:01a211f0-4240-7000-8000-00000000003a');
INSERT INTO "audit_log" VALUES('01a211f0-6180-7000-8000-000000000042','2026-11-25 09:01:36.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','recording.stored','recording:01a211f0-6180-7000-8000-000000000040');
INSERT INTO "audit_log" VALUES('01a211f0-de80-7000-8000-000000000048','2026-11-25 09:02:08.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','invitation.made','invitation:01a211f0-de80-7000-8000-000000000047');
INSERT INTO "audit_log" VALUES('01a211f0-fdc0-7000-8000-00000000004a','2026-11-25 09:02:16.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','key.made','key:01a211f0-fdc0-7000-8000-000000000049');
INSERT INTO "audit_log" VALUES('01a211f1-1d00-7000-8000-00000000004d','2026-11-25 09:02:24.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','athlete.added','athlete:01a211f1-3c40-7000-8000-00000000004e');
INSERT INTO "audit_log" VALUES('01a211f1-3c40-7000-8000-00000000004f','2026-11-25 09:02:32.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','athlete.erased','athlete:01a211f1-3c40-7000-8000-00000000004e');
INSERT INTO "audit_log" VALUES('01a211f1-5b80-7000-8000-000000000051','2026-11-25 09:02:40.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','session.corrected','session:01a211ef-e480-7000-8000-00000000002b');
INSERT INTO "audit_log" VALUES('01a211f1-7ac0-7000-8000-000000000053','2026-11-25 09:02:48.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','session.corrected','session:01a211ef-e480-7000-8000-00000000002b');
INSERT INTO "audit_log" VALUES('01a211f1-9a00-7000-8000-000000000056','2026-11-25 09:02:56.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','session.correction_undone','session:01a211ef-e480-7000-8000-00000000002b');
INSERT INTO "audit_log" VALUES('01a211f1-b940-7000-8000-00000000005a','2026-11-25 09:03:04.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','session.note_written','session:01a211ef-e480-7000-8000-00000000002b');
INSERT INTO "audit_log" VALUES('01a211f1-d880-7000-8000-00000000005c','2026-11-25 09:03:12.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','session.shared','session:01a211ef-e480-7000-8000-00000000002b');
INSERT INTO "audit_log" VALUES('01a211f1-f7c0-7000-8000-00000000005d','2026-11-25 09:03:20.000000','01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','session.deleted','session:01a211f0-6180-7000-8000-000000000043');
INSERT INTO "audit_log" VALUES('01a211f2-1700-7000-8000-00000000005e','2026-11-25 09:03:28.000000',NULL,'01a211ef-09c0-7000-8000-000000000012','programme.set','athlete:01a211ef-2900-7000-8000-00000000001b');
CREATE TABLE chunks (
	ingest_id VARCHAR(36) NOT NULL, 
	stream VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	bytes INTEGER NOT NULL, 
	received_at DATETIME NOT NULL, 
	CONSTRAINT pk_chunks PRIMARY KEY (ingest_id, stream, number), 
	CONSTRAINT fk_chunks_ingest_id_ingests FOREIGN KEY(ingest_id) REFERENCES ingests (id) ON DELETE CASCADE
);
INSERT INTO "chunks" VALUES('01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e99','journal',0,'8974bbd341d1a8c2c164e7c654c6510a81b7bdb8ae26e7c250d995377897b5fe',4207,'2026-11-25 09:04:16.000000');
CREATE TABLE consents (
	id VARCHAR(36) NOT NULL, 
	athlete_id VARCHAR(36) NOT NULL, 
	coach_id VARCHAR(36) NOT NULL, 
	basis VARCHAR(8) NOT NULL, 
	granted_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	CONSTRAINT pk_consents PRIMARY KEY (id), 
	CONSTRAINT fk_consents_athlete_id_athletes FOREIGN KEY(athlete_id) REFERENCES athletes (id) ON DELETE CASCADE, 
	CONSTRAINT fk_consents_coach_id_users FOREIGN KEY(coach_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "consents" VALUES('01a211ef-4840-7000-8000-000000000021','01a211ef-2900-7000-8000-00000000001b','01a211ef-09c0-7000-8000-000000000012','own','2026-11-25 09:00:24.000000',NULL);
INSERT INTO "consents" VALUES('01a211ef-6780-7000-8000-000000000024','01a211ef-6780-7000-8000-000000000023','01a211ef-09c0-7000-8000-000000000012','stated','2026-11-25 09:00:32.000000',NULL);
CREATE TABLE corrections (
	id VARCHAR(36) NOT NULL, 
	session_id VARCHAR(36) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	start_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	exercise VARCHAR(64), 
	note VARCHAR(500), 
	created_by VARCHAR(36), 
	created_at DATETIME NOT NULL, 
	undone_at DATETIME, at_s DOUBLE, side VARCHAR(16), 
	CONSTRAINT pk_corrections PRIMARY KEY (id), 
	CONSTRAINT fk_corrections_created_by_users FOREIGN KEY(created_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_corrections_session_id_sessions FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
);
INSERT INTO "corrections" VALUES('01a211f1-5b80-7000-8000-000000000050','01a211ef-e480-7000-8000-00000000002b','remove',4.294015,6.357188,NULL,'warm-up','01a211ef-09c0-7000-8000-000000000012','2026-11-25 09:02:40.000000',NULL,NULL,NULL);
INSERT INTO "corrections" VALUES('01a211f1-7ac0-7000-8000-000000000052','01a211ef-e480-7000-8000-00000000002b','side',6.992506,9.014694,NULL,NULL,'01a211ef-09c0-7000-8000-000000000012','2026-11-25 09:02:48.000000','2026-11-25 09:02:56.000000',NULL,'right');
CREATE TABLE credentials (
	id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	organization_id VARCHAR(36), 
	kind VARCHAR(16) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	family_id VARCHAR(36) NOT NULL, 
	label VARCHAR(120) NOT NULL, 
	scopes JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME, 
	revoked_at DATETIME, 
	CONSTRAINT pk_credentials PRIMARY KEY (id), 
	CONSTRAINT fk_credentials_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE, 
	CONSTRAINT fk_credentials_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT uq_credentials_digest UNIQUE (digest)
);
INSERT INTO "credentials" VALUES('01a211ee-ea80-7000-8000-000000000004','01a211ee-ea80-7000-8000-000000000001',NULL,'key','63e0c08496647a726969808376f27f82ecf33e01f6d53d6e7cb491562ae4e09b','01a211ee-ea80-7000-8000-000000000004','this machine','["manage", "read", "write"]','2026-11-25 09:00:00.000000','2026-12-25 09:00:00.000000','2026-11-25 09:00:00.000000',NULL);
INSERT INTO "credentials" VALUES('01a211ee-ea80-7000-8000-00000000000d','01a211ee-ea80-7000-8000-000000000009',NULL,'access','e06373edc7fd9cac37bcbbd315e3fd2d4ba8cbd941f5f22d4da716c53ffb8ebd','01a211ee-ea80-7000-8000-00000000000c','','["manage", "read", "write"]','2026-11-25 09:00:00.000000','2026-11-25 09:15:00.000000',NULL,NULL);
INSERT INTO "credentials" VALUES('01a211ee-ea80-7000-8000-00000000000e','01a211ee-ea80-7000-8000-000000000009',NULL,'refresh','a893ac0e13be22f592b1f0ed71c10bbfde92bdb39ee44e8541fcb5f9b4e7e365','01a211ee-ea80-7000-8000-00000000000c','','["manage", "read", "write"]','2026-11-25 09:00:00.000000','2026-12-25 09:00:00.000000',NULL,NULL);
INSERT INTO "credentials" VALUES('01a211ef-09c0-7000-8000-000000000016','01a211ef-09c0-7000-8000-000000000012',NULL,'access','1348ce6a520dc214f8906b260211fd54867a78c0cb5999a73c20f1110c231589','01a211ef-09c0-7000-8000-000000000015','','["manage", "read", "write"]','2026-11-25 09:00:08.000000','2026-11-25 09:15:08.000000',NULL,NULL);
INSERT INTO "credentials" VALUES('01a211ef-09c0-7000-8000-000000000017','01a211ef-09c0-7000-8000-000000000012',NULL,'refresh','b264449ed250dc71701ab69fd06264314e4f37461c7b60a3a7eb55ef26d51874','01a211ef-09c0-7000-8000-000000000015','','["manage", "read", "write"]','2026-11-25 09:00:08.000000','2026-12-25 09:00:08.000000',NULL,NULL);
INSERT INTO "credentials" VALUES('01a211ef-2900-7000-8000-00000000001f','01a211ef-2900-7000-8000-00000000001a',NULL,'access','a9c988c74e09390deb36c23ddc3b5d6cbb8c16b61e5558afcd790924d78b3d4e','01a211ef-2900-7000-8000-00000000001e','','["manage", "read", "write"]','2026-11-25 09:00:16.000000','2026-11-25 09:15:16.000000',NULL,NULL);
INSERT INTO "credentials" VALUES('01a211ef-2900-7000-8000-000000000020','01a211ef-2900-7000-8000-00000000001a',NULL,'refresh','38843e62fd71e5fb713b76b5570f5846853659f40ff51a585d33203e39138c79','01a211ef-2900-7000-8000-00000000001e','','["manage", "read", "write"]','2026-11-25 09:00:16.000000','2026-12-25 09:00:16.000000',NULL,NULL);
INSERT INTO "credentials" VALUES('01a211f0-fdc0-7000-8000-000000000049','01a211ef-09c0-7000-8000-000000000012','01a211ee-ea80-7000-8000-000000000005','key','fc41a4ee418a42a50229df5696d195838ad3bc1d5d625ce2bd59b44cae1dfdf9','01a211f0-fdc0-7000-8000-000000000049','a program','["read"]','2026-11-25 09:02:16.000000','2027-11-25 09:02:16.000000',NULL,NULL);
CREATE TABLE curves (
	run_id VARCHAR(36) NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR(64) NOT NULL, 
	label VARCHAR(128) NOT NULL, 
	unit VARCHAR(16) NOT NULL, 
	stream VARCHAR(255) NOT NULL, 
	samples INTEGER NOT NULL, 
	start_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	object_key VARCHAR(512) NOT NULL, 
	CONSTRAINT pk_curves PRIMARY KEY (run_id, position), 
	CONSTRAINT fk_curves_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "curves" VALUES('01a211f0-03c0-7000-8000-000000000032',0,'plantar_flexion_left','Plantar flexion, left','deg','left_foot',1453,2.5,17.02,'runs/01a211f0-03c0-7000-8000-000000000032/curves/0.parquet');
INSERT INTO "curves" VALUES('01a211f0-03c0-7000-8000-000000000032',1,'heel_height_left','Heel, left','mm','left_foot',1453,2.5,17.02,'runs/01a211f0-03c0-7000-8000-000000000032/curves/1.parquet');
INSERT INTO "curves" VALUES('01a211f0-03c0-7000-8000-000000000032',2,'power_left','Power, left','W','left_foot',1453,2.5,17.02,'runs/01a211f0-03c0-7000-8000-000000000032/curves/2.parquet');
INSERT INTO "curves" VALUES('01a211f0-03c0-7000-8000-000000000032',3,'vertical_force','Vertical force','N','plate',14496,2.5,32.988,'runs/01a211f0-03c0-7000-8000-000000000032/curves/3.parquet');
INSERT INTO "curves" VALUES('01a211f0-03c0-7000-8000-000000000032',4,'plantar_flexion_right','Plantar flexion, right','deg','right_foot',1446,18.53,3.29800000000000039781e+01,'runs/01a211f0-03c0-7000-8000-000000000032/curves/4.parquet');
INSERT INTO "curves" VALUES('01a211f0-03c0-7000-8000-000000000032',5,'heel_height_right','Heel, right','mm','right_foot',1446,18.53,3.29800000000000039781e+01,'runs/01a211f0-03c0-7000-8000-000000000032/curves/5.parquet');
INSERT INTO "curves" VALUES('01a211f0-03c0-7000-8000-000000000032',6,'power_right','Power, right','W','right_foot',1446,18.53,3.29800000000000039781e+01,'runs/01a211f0-03c0-7000-8000-000000000032/curves/6.parquet');
INSERT INTO "curves" VALUES('01a211f0-2300-7000-8000-000000000038',0,'vertical_force','Vertical force','N','left_plate',3643,0.0,7.284,'runs/01a211f0-2300-7000-8000-000000000038/curves/0.parquet');
INSERT INTO "curves" VALUES('01a211f0-2300-7000-8000-000000000038',1,'vertical_force_left','Vertical force, left','N','left_plate',3643,0.0,7.284,'runs/01a211f0-2300-7000-8000-000000000038/curves/1.parquet');
INSERT INTO "curves" VALUES('01a211f0-2300-7000-8000-000000000038',2,'vertical_force_right','Vertical force, right','N','right_plate',3643,0.0,7.284,'runs/01a211f0-2300-7000-8000-000000000038/curves/2.parquet');
INSERT INTO "curves" VALUES('01a211f0-4240-7000-8000-00000000003e',0,'plantar_flexion_left','Plantar flexion, left','deg','left_foot',2114,0.0,21.13,'runs/01a211f0-4240-7000-8000-00000000003e/curves/0.parquet');
INSERT INTO "curves" VALUES('01a211f0-4240-7000-8000-00000000003e',1,'heel_height_left','Heel, left','mm','left_foot',2114,0.0,21.13,'runs/01a211f0-4240-7000-8000-00000000003e/curves/1.parquet');
INSERT INTO "curves" VALUES('01a211f0-4240-7000-8000-00000000003e',2,'power_left','Power, left','W','left_foot',2114,0.0,21.13,'runs/01a211f0-4240-7000-8000-00000000003e/curves/2.parquet');
INSERT INTO "curves" VALUES('01a211f0-4240-7000-8000-00000000003e',3,'vertical_force','Vertical force','N','plate',10568,0.0,21.134,'runs/01a211f0-4240-7000-8000-00000000003e/curves/3.parquet');
INSERT INTO "curves" VALUES('01a211f0-6180-7000-8000-000000000044',0,'vertical_force','Vertical force','N','plate',3602,0.0,7.202,'runs/01a211f0-6180-7000-8000-000000000044/curves/0.parquet');
INSERT INTO "curves" VALUES('01a211f1-9a00-7000-8000-000000000057',0,'plantar_flexion_left','Plantar flexion, left','deg','left_foot',1467,2.5,17.16,'runs/01a211f1-9a00-7000-8000-000000000057/curves/0.parquet');
INSERT INTO "curves" VALUES('01a211f1-9a00-7000-8000-000000000057',1,'heel_height_left','Heel, left','mm','left_foot',1467,2.5,17.16,'runs/01a211f1-9a00-7000-8000-000000000057/curves/1.parquet');
INSERT INTO "curves" VALUES('01a211f1-9a00-7000-8000-000000000057',2,'power_left','Power, left','W','left_foot',1467,2.5,17.16,'runs/01a211f1-9a00-7000-8000-000000000057/curves/2.parquet');
INSERT INTO "curves" VALUES('01a211f1-9a00-7000-8000-000000000057',3,'vertical_force','Vertical force','N','plate',14548,2.5,33.092,'runs/01a211f1-9a00-7000-8000-000000000057/curves/3.parquet');
INSERT INTO "curves" VALUES('01a211f1-9a00-7000-8000-000000000057',4,'plantar_flexion_right','Plantar flexion, right','deg','right_foot',1443,18.67,33.09,'runs/01a211f1-9a00-7000-8000-000000000057/curves/4.parquet');
INSERT INTO "curves" VALUES('01a211f1-9a00-7000-8000-000000000057',5,'heel_height_right','Heel, right','mm','right_foot',1443,18.67,33.09,'runs/01a211f1-9a00-7000-8000-000000000057/curves/5.parquet');
INSERT INTO "curves" VALUES('01a211f1-9a00-7000-8000-000000000057',6,'power_right','Power, right','W','right_foot',1443,18.67,33.09,'runs/01a211f1-9a00-7000-8000-000000000057/curves/6.parquet');
CREATE TABLE deliveries (
	id VARCHAR(36) NOT NULL, 
	webhook_id VARCHAR(36) NOT NULL, 
	event VARCHAR(48) NOT NULL, 
	payload JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_at DATETIME, 
	delivered_at DATETIME, 
	answer VARCHAR(200), 
	CONSTRAINT pk_deliveries PRIMARY KEY (id), 
	CONSTRAINT fk_deliveries_webhook_id_webhooks FOREIGN KEY(webhook_id) REFERENCES webhooks (id) ON DELETE CASCADE
);
INSERT INTO "deliveries" VALUES('01a211ef-e480-7000-8000-00000000002d','01a211ef-c540-7000-8000-000000000026','session.analysed','{"type": "session.analysed", "timestamp": "2026-11-25T09:01:04+00:00", "data": {"id": "01a211ef-e480-7000-8000-00000000002b", "athlete_id": "01a211ef-2900-7000-8000-00000000001b"}}','2026-11-25 09:01:04.000000',9,NULL,NULL,'no answer');
INSERT INTO "deliveries" VALUES('01a211f0-03c0-7000-8000-000000000033','01a211ef-c540-7000-8000-000000000026','session.analysed','{"type": "session.analysed", "timestamp": "2026-11-25T09:01:12+00:00", "data": {"id": "01a211f0-03c0-7000-8000-000000000031", "athlete_id": "01a211ef-2900-7000-8000-00000000001b"}}','2026-11-25 09:01:12.000000',9,NULL,NULL,'no answer');
INSERT INTO "deliveries" VALUES('01a211f0-2300-7000-8000-000000000039','01a211ef-c540-7000-8000-000000000026','session.analysed','{"type": "session.analysed", "timestamp": "2026-11-25T09:01:20+00:00", "data": {"id": "01a211f0-2300-7000-8000-000000000037", "athlete_id": "01a211ef-2900-7000-8000-00000000001b"}}','2026-11-25 09:01:20.000000',9,NULL,NULL,'no answer');
INSERT INTO "deliveries" VALUES('01a211f0-4240-7000-8000-00000000003f','01a211ef-c540-7000-8000-000000000026','session.analysed','{"type": "session.analysed", "timestamp": "2026-11-25T09:01:28+00:00", "data": {"id": "01a211f0-4240-7000-8000-00000000003d", "athlete_id": "01a211ef-6780-7000-8000-000000000023"}}','2026-11-25 09:01:28.000000',9,NULL,NULL,'no answer');
INSERT INTO "deliveries" VALUES('01a211f0-6180-7000-8000-000000000045','01a211ef-c540-7000-8000-000000000026','session.analysed','{"type": "session.analysed", "timestamp": "2026-11-25T09:01:36+00:00", "data": {"id": "01a211f0-6180-7000-8000-000000000043", "athlete_id": "01a211ef-6780-7000-8000-000000000023"}}','2026-11-25 09:01:36.000000',9,NULL,NULL,'no answer');
INSERT INTO "deliveries" VALUES('01a211f1-7ac0-7000-8000-000000000055','01a211ef-c540-7000-8000-000000000026','session.analysed','{"type": "session.analysed", "timestamp": "2026-11-25T09:02:48+00:00", "data": {"id": "01a211ef-e480-7000-8000-00000000002b", "athlete_id": "01a211ef-2900-7000-8000-00000000001b"}}','2026-11-25 09:02:48.000000',9,NULL,NULL,'no answer');
INSERT INTO "deliveries" VALUES('01a211f1-9a00-7000-8000-000000000058','01a211ef-c540-7000-8000-000000000026','session.analysed','{"type": "session.analysed", "timestamp": "2026-11-25T09:02:56+00:00", "data": {"id": "01a211ef-e480-7000-8000-00000000002b", "athlete_id": "01a211ef-2900-7000-8000-00000000001b"}}','2026-11-25 09:02:56.000000',9,NULL,NULL,'no answer');
CREATE TABLE demos (
	organization_id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(36), 
	started_at DATETIME NOT NULL, 
	recordings INTEGER NOT NULL, 
	filler VARCHAR(36), 
	beat_at DATETIME NOT NULL, 
	filled_at DATETIME, 
	failure TEXT, 
	CONSTRAINT pk_demos PRIMARY KEY (organization_id), 
	CONSTRAINT fk_demos_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE, 
	CONSTRAINT fk_demos_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT uq_demos_user_id UNIQUE (user_id)
);
INSERT INTO "demos" VALUES('01a211f2-f1c0-7000-8000-00000000005f','01a211ee-ea80-7000-8000-000000000009','2026-11-25 09:04:24.000000',0,NULL,'2026-11-25 09:04:24.000000','2026-11-25 09:04:24.000000',NULL);
CREATE TABLE diary_days (
	athlete_id VARCHAR(36) NOT NULL, 
	"on" DATE NOT NULL, 
	done JSON, 
	sessions JSON, 
	pain DOUBLE, 
	morning_pain DOUBLE, 
	rpe DOUBLE, 
	minutes DOUBLE, 
	trained BOOLEAN NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_diary_days PRIMARY KEY (athlete_id, "on"), 
	CONSTRAINT fk_diary_days_athlete_id_athletes FOREIGN KEY(athlete_id) REFERENCES athletes (id) ON DELETE CASCADE
);
INSERT INTO "diary_days" VALUES('01a211ef-2900-7000-8000-00000000001b','2026-11-11',NULL,NULL,3.0,2.0,6.0,40.0,1,'2026-11-25 09:03:36.000000');
INSERT INTO "diary_days" VALUES('01a211ef-2900-7000-8000-00000000001b','2026-11-15','[{"exercise": "calf_raise", "side": "left", "knee": "straight", "surface": "floor", "load_kg": 5.0, "reps": [12, 12, 10], "metrics": {}}]',NULL,2.5,NULL,5.0,20.0,1,'2026-11-25 09:03:44.000000');
INSERT INTO "diary_days" VALUES('01a211ef-2900-7000-8000-00000000001b','2026-11-18',NULL,NULL,2.0,1.5,6.5,45.0,1,'2026-11-25 09:03:52.000000');
INSERT INTO "diary_days" VALUES('01a211ef-2900-7000-8000-00000000001b','2026-11-24',NULL,NULL,1.0,NULL,6.0,45.0,1,'2026-11-25 09:04:00.000000');
CREATE TABLE effort_metrics (
	effort_id INTEGER NOT NULL, 
	quantity VARCHAR(64) NOT NULL, 
	value DOUBLE NOT NULL, 
	unit VARCHAR(16) NOT NULL, 
	method VARCHAR(64) NOT NULL, 
	quality VARCHAR(8) NOT NULL, 
	uncertainty DOUBLE, 
	CONSTRAINT pk_effort_metrics PRIMARY KEY (effort_id, quantity), 
	CONSTRAINT fk_effort_metrics_effort_id_efforts FOREIGN KEY(effort_id) REFERENCES efforts (id) ON DELETE CASCADE
);
INSERT INTO "effort_metrics" VALUES(9,'concentric_time',8.63127868689503308097e-01,'s','foot_imu','good',7.10272598309124869597e-02);
INSERT INTO "effort_metrics" VALUES(9,'eccentric_time',9.27070862009272800285e-01,'s','foot_imu','good',7.10272598309124869597e-02);
INSERT INTO "effort_metrics" VALUES(9,'top_hold_time',2.70949642031329152036e-01,'s','foot_imu','good',7.10272598309124869597e-02);
INSERT INTO "effort_metrics" VALUES(9,'range_of_motion',2.27822369252943843784e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(9,'peak_plantar_flexion_velocity',4.95822792929335065537e+01,'deg/s','foot_imu','good',3.98746837878800519661e+00);
INSERT INTO "effort_metrics" VALUES(9,'peak_plantar_flexion',2.25116624615735148049e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(9,'heel_height',0.0732587076664168,'m','foot_imu','good',4.41227606236584482535e-03);
INSERT INTO "effort_metrics" VALUES(9,'peak_vertical_velocity',1.04508798607681349657e-01,'m/s','plate','good',1.81156227786392724776e-03);
INSERT INTO "effort_metrics" VALUES(9,'mean_vertical_velocity',0.0542711050321314,'m/s','plate','good',0.00252165466612445);
INSERT INTO "effort_metrics" VALUES(9,'peak_power',7.70911993098348631309e+01,'W','plate','good',1.33630383743328051693e+00);
INSERT INTO "effort_metrics" VALUES(9,'mean_power',3.99141469971155160578e+01,'W','plate','good',1.85457242781519804353e+00);
INSERT INTO "effort_metrics" VALUES(9,'work',3.45378620559986302404e+01,'J','plate','good',5.98681535834977074372e-01);
INSERT INTO "effort_metrics" VALUES(9,'peak_joint_power',7.31472588096904701143e+01,'W','modelled_moment_plate','fair',1.4629451761938094378e+01);
INSERT INTO "effort_metrics" VALUES(10,'concentric_time',7.93057258134502673918e-01,'s','foot_imu','good',6.90792887693307267049e-02);
INSERT INTO "effort_metrics" VALUES(10,'eccentric_time',0.920202038976523,'s','foot_imu','good',6.90792887693307267049e-02);
INSERT INTO "effort_metrics" VALUES(10,'top_hold_time',3.04719526385976824389e-01,'s','foot_imu','good',6.90792887693307267049e-02);
INSERT INTO "effort_metrics" VALUES(10,'bottom_hold_time',6.42388999999999654733e-01,'s','foot_imu','good',6.90792887693307267049e-02);
INSERT INTO "effort_metrics" VALUES(10,'range_of_motion',2.22527788181579140309e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(10,'peak_plantar_flexion_velocity',52.0598549528807,'deg/s','foot_imu','good',4.06179564858642105917e+00);
INSERT INTO "effort_metrics" VALUES(10,'peak_plantar_flexion',2.19808626003351683655e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(10,'heel_height',7.16424583454722402331e-02,'m','foot_imu','good',4.36960705243084456678e-03);
INSERT INTO "effort_metrics" VALUES(10,'peak_vertical_velocity',1.10770972175646381652e-01,'m/s','plate','good',1.90445088936680440028e-03);
INSERT INTO "effort_metrics" VALUES(10,'mean_vertical_velocity',5.79190305533716365271e-02,'m/s','plate','good',2.74655533610792829818e-03);
INSERT INTO "effort_metrics" VALUES(10,'peak_power',81.6862925547881,'W','plate','good',1.40440703416743639664e+00);
INSERT INTO "effort_metrics" VALUES(10,'mean_power',4.25968641820488329568e+01,'W','plate','good',2.01996897225104365958e+00);
INSERT INTO "effort_metrics" VALUES(10,'work',34.0432473581643,'J','plate','good',5.85294968842425378241e-01);
INSERT INTO "effort_metrics" VALUES(10,'peak_joint_power',7.7238430619928919894e+01,'W','modelled_moment_plate','fair',1.54476861239857843344e+01);
INSERT INTO "effort_metrics" VALUES(11,'concentric_time',0.8078864287679,'s','foot_imu','good',6.95245920260043615002e-02);
INSERT INTO "effort_metrics" VALUES(11,'eccentric_time',0.923071743447095,'s','foot_imu','good',6.95245920260043615002e-02);
INSERT INTO "effort_metrics" VALUES(11,'top_hold_time',2.81893285495092127401e-01,'s','foot_imu','good',6.95245920260043615002e-02);
INSERT INTO "effort_metrics" VALUES(11,'bottom_hold_time',6.43689000000000177692e-01,'s','foot_imu','good',6.95245920260043615002e-02);
INSERT INTO "effort_metrics" VALUES(11,'range_of_motion',2.21437025403685652227e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(11,'peak_plantar_flexion_velocity',5.15141980995947434962e+01,'deg/s','foot_imu','good',4.04542594298784230488e+00);
INSERT INTO "effort_metrics" VALUES(11,'peak_plantar_flexion',2.18788471820626106989e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(11,'heel_height',7.13069718510977168524e-02,'m','foot_imu','good',4.360817999815884069e-03);
INSERT INTO "effort_metrics" VALUES(11,'peak_vertical_velocity',1.08814883502064016496e-01,'m/s','plate','good',1.84429852346615244344e-03);
INSERT INTO "effort_metrics" VALUES(11,'mean_vertical_velocity',5.64689160058160638522e-02,'m/s','plate','good',2.66251874281849248288e-03);
INSERT INTO "effort_metrics" VALUES(11,'peak_power',8.03338557140126141575e+01,'W','plate','good',1.3615748756913945705e+00);
INSERT INTO "effort_metrics" VALUES(11,'mean_power',4.15340688925258518784e+01,'W','plate','good',1.95833822771584231681e+00);
INSERT INTO "effort_metrics" VALUES(11,'work',3.38278178098599155996e+01,'J','plate','good',5.73346149266642068909e-01);
INSERT INTO "effort_metrics" VALUES(11,'peak_joint_power',7.63512611380587173908e+01,'W','modelled_moment_plate','fair',1.52702522276117438337e+01);
INSERT INTO "effort_metrics" VALUES(12,'concentric_time',7.77949240096997174376e-01,'s','foot_imu','good',6.79411922575824389625e-02);
INSERT INTO "effort_metrics" VALUES(12,'eccentric_time',8.89755800994134093961e-01,'s','foot_imu','good',6.79411922575824389625e-02);
INSERT INTO "effort_metrics" VALUES(12,'top_hold_time',2.96891501203195962155e-01,'s','foot_imu','good',6.79411922575824389625e-02);
INSERT INTO "effort_metrics" VALUES(12,'bottom_hold_time',5.81910999999999845044e-01,'s','foot_imu','good',6.79411922575824389625e-02);
INSERT INTO "effort_metrics" VALUES(12,'range_of_motion',2.19735294553446394152e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(12,'peak_plantar_flexion_velocity',52.7915350807751,'deg/s','foot_imu','good',4.08374605242325294796e+00);
INSERT INTO "effort_metrics" VALUES(12,'peak_plantar_flexion',2.17850692756742034825e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(12,'heel_height',0.0707669972698548,'m','foot_imu','good',4.34672146523648779414e-03);
INSERT INTO "effort_metrics" VALUES(12,'peak_vertical_velocity',1.11958081721023408605e-01,'m/s','plate','good',1.6926384782203775757e-03);
INSERT INTO "effort_metrics" VALUES(12,'mean_vertical_velocity',5.80258821348561201758e-02,'m/s','plate','good',2.72367837324280579608e-03);
INSERT INTO "effort_metrics" VALUES(12,'peak_power',8.25908337623009458638e+01,'W','plate','good',1.24864968232232920186e+00);
INSERT INTO "effort_metrics" VALUES(12,'mean_power',4.26759492949993699548e+01,'W','plate','good',2.00316748106055442235e+00);
INSERT INTO "effort_metrics" VALUES(12,'work',3.37930734816221089999e+01,'J','plate','good',5.10900647751821646025e-01);
INSERT INTO "effort_metrics" VALUES(12,'peak_joint_power',7.82642835839157271484e+01,'W','modelled_moment_plate','fair',1.56528567167831464956e+01);
INSERT INTO "effort_metrics" VALUES(13,'concentric_time',8.15346859839068294206e-01,'s','foot_imu','good',6.79187797881116855913e-02);
INSERT INTO "effort_metrics" VALUES(13,'eccentric_time',8.51456289507788732784e-01,'s','foot_imu','good',6.79187797881116855913e-02);
INSERT INTO "effort_metrics" VALUES(13,'top_hold_time',2.88575844904610800956e-01,'s','foot_imu','good',6.79187797881116855913e-02);
INSERT INTO "effort_metrics" VALUES(13,'range_of_motion',3.73629608840406817198e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(13,'peak_plantar_flexion_velocity',86.3204395123141,'deg/s','foot_imu','good',5.08961318536942286527e+00);
INSERT INTO "effort_metrics" VALUES(13,'peak_plantar_flexion',3.72796581675154428117e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(13,'heel_height',1.14755425925472220871e-01,'m','foot_imu','good',5.65255086656807348433e-03);
INSERT INTO "effort_metrics" VALUES(13,'peak_vertical_velocity',1.68616774652378370591e-01,'m/s','plate','good',0.00327016182244574);
INSERT INTO "effort_metrics" VALUES(13,'mean_vertical_velocity',8.48917896628958168481e-02,'m/s','plate','good',4.09093458029246518498e-03);
INSERT INTO "effort_metrics" VALUES(13,'peak_power',1.24737394853146696502e+02,'W','plate','good',2.41916302408851935368e+00);
INSERT INTO "effort_metrics" VALUES(13,'mean_power',6.24329352768975596186e+01,'W','plate','good',3.00864258943824358638e+00);
INSERT INTO "effort_metrics" VALUES(13,'work',4.99630972064248126676e+01,'J','plate','good',9.68986705815222504334e-01);
INSERT INTO "effort_metrics" VALUES(13,'peak_joint_power',1.16731301841716359033e+02,'W','modelled_moment_plate','fair',2.3346260368343273229e+01);
INSERT INTO "effort_metrics" VALUES(14,'concentric_time',7.99613751834726715905e-01,'s','foot_imu','good',0.0692117970612508);
INSERT INTO "effort_metrics" VALUES(14,'eccentric_time',9.18919315537592873432e-01,'s','foot_imu','good',0.0692117970612508);
INSERT INTO "effort_metrics" VALUES(14,'top_hold_time',2.95500428109565671519e-01,'s','foot_imu','good',0.0692117970612508);
INSERT INTO "effort_metrics" VALUES(14,'bottom_hold_time',6.36829999999999785131e-01,'s','foot_imu','good',0.0692117970612508);
INSERT INTO "effort_metrics" VALUES(14,'range_of_motion',3.6104911253767625113e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(14,'peak_plantar_flexion_velocity',8.36563752959955593286e+01,'deg/s','foot_imu','good',5.00969125887986699297e+00);
INSERT INTO "effort_metrics" VALUES(14,'peak_plantar_flexion',3.60882309397446192637e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(14,'heel_height',1.1138800269722991254e-01,'m','foot_imu','good',5.5437260289453319309e-03);
INSERT INTO "effort_metrics" VALUES(14,'peak_vertical_velocity',1.63805506458949562409e-01,'m/s','plate','good',3.26530889614284154306e-03);
INSERT INTO "effort_metrics" VALUES(14,'mean_vertical_velocity',8.30436297195315253905e-02,'m/s','plate','good',4.02611050683239057174e-03);
INSERT INTO "effort_metrics" VALUES(14,'peak_power',1.21011501162889274492e+02,'W','plate','good',2.41225060026786142231e+00);
INSERT INTO "effort_metrics" VALUES(14,'mean_power',6.10765425906708898668e+01,'W','plate','good',2.96110503208726161261e+00);
INSERT INTO "effort_metrics" VALUES(14,'work',4.86014504284827495448e+01,'J','plate','good',9.68824259209751903476e-01);
INSERT INTO "effort_metrics" VALUES(14,'peak_joint_power',1.14093349810505117146e+02,'W','modelled_moment_plate','fair',2.28186699621010262721e+01);
INSERT INTO "effort_metrics" VALUES(15,'concentric_time',8.44339198185783179617e-01,'s','foot_imu','good',6.97499245076542429e-02);
INSERT INTO "effort_metrics" VALUES(15,'eccentric_time',0.895549252566222,'s','foot_imu','good',6.97499245076542429e-02);
INSERT INTO "effort_metrics" VALUES(15,'top_hold_time',3.00799287336089071764e-01,'s','foot_imu','good',6.97499245076542429e-02);
INSERT INTO "effort_metrics" VALUES(15,'bottom_hold_time',5.64802000000000248292e-01,'s','foot_imu','good',6.97499245076542429e-02);
INSERT INTO "effort_metrics" VALUES(15,'range_of_motion',3.81645558042918224828e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(15,'peak_plantar_flexion_velocity',8.42593945457460620235e+01,'deg/s','foot_imu','good',5.02778183637238207381e+00);
INSERT INTO "effort_metrics" VALUES(15,'peak_plantar_flexion',3.8174611036928254748e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(15,'heel_height',1.16783421920028759877e-01,'m','foot_imu','good',5.71862108106170521221e-03);
INSERT INTO "effort_metrics" VALUES(15,'peak_vertical_velocity',1.6256021232256398501e-01,'m/s','plate','good',2.66247193693733546354e-03);
INSERT INTO "effort_metrics" VALUES(15,'mean_vertical_velocity',8.15580154498771747739e-02,'m/s','plate','good',3.78696817682084088674e-03);
INSERT INTO "effort_metrics" VALUES(15,'peak_power',1.20193275617969675295e+02,'W','plate','good',1.96857040704664454366e+00);
INSERT INTO "effort_metrics" VALUES(15,'mean_power',5.99797720952650479384e+01,'W','plate','good',2.7850296126605602609e+00);
INSERT INTO "effort_metrics" VALUES(15,'work',5.06193232210073844595e+01,'J','plate','good',8.29062201735237480626e-01);
INSERT INTO "effort_metrics" VALUES(15,'peak_joint_power',1.13416614716263183023e+02,'W','modelled_moment_plate','fair',2.26833229432526373159e+01);
INSERT INTO "effort_metrics" VALUES(16,'concentric_time',8.20256079239066737684e-01,'s','foot_imu','good',6.94145329027989615999e-02);
INSERT INTO "effort_metrics" VALUES(16,'eccentric_time',9.06334045795082920982e-01,'s','foot_imu','good',6.94145329027989615999e-02);
INSERT INTO "effort_metrics" VALUES(16,'top_hold_time',3.19726055469518266605e-01,'s','foot_imu','good',6.94145329027989615999e-02);
INSERT INTO "effort_metrics" VALUES(16,'bottom_hold_time',6.00975999999999288547e-01,'s','foot_imu','good',6.94145329027989615999e-02);
INSERT INTO "effort_metrics" VALUES(16,'range_of_motion',3.72825138949003829233e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(16,'peak_plantar_flexion_velocity',8.5263421451739588976e+01,'deg/s','foot_imu','good',5.05790264355218788239e+00);
INSERT INTO "effort_metrics" VALUES(16,'peak_plantar_flexion',3.73221851797408206148e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(16,'heel_height',1.14463141890562128399e-01,'m','foot_imu','good',5.64306089055712292723e-03);
INSERT INTO "effort_metrics" VALUES(16,'peak_vertical_velocity',1.65750870225300300786e-01,'m/s','plate','good',2.67548021644163028925e-03);
INSERT INTO "effort_metrics" VALUES(16,'mean_vertical_velocity',8.28959778322440749009e-02,'m/s','plate','good',0.00387317789018306);
INSERT INTO "effort_metrics" VALUES(16,'peak_power',1.22605936223904947728e+02,'W','plate','good',1.97905299887403729464e+00);
INSERT INTO "effort_metrics" VALUES(16,'mean_power',60.9728231258378,'W','plate','good',2.84885463213848044716e+00);
INSERT INTO "effort_metrics" VALUES(16,'work',4.99004266484013925264e+01,'J','plate','good',8.05471513412398198994e-01);
INSERT INTO "effort_metrics" VALUES(16,'peak_joint_power',1.15476441634822393214e+02,'W','modelled_moment_plate','fair',2.30952883269644786428e+01);
INSERT INTO "effort_metrics" VALUES(17,'flight_time',5.36020334040202661718e-01,'s','plate','good',6.03093481642316599916e-04);
INSERT INTO "effort_metrics" VALUES(17,'jump_height_flight_time',3.52203136088105717149e-01,'m','plate','good',1.00313575976746106183e-02);
INSERT INTO "effort_metrics" VALUES(17,'landing_peak_force',2.17550000000000045468e+03,'N','plate','good',6.5265000000000014781e+01);
INSERT INTO "effort_metrics" VALUES(17,'jump_height_impulse',3.39371469091640454163e-01,'m','plate','good',5.00225950883999292972e-03);
INSERT INTO "effort_metrics" VALUES(17,'takeoff_velocity',2.57996016146278339675e+00,'m/s','plate','good',1.90140177143480887389e-02);
INSERT INTO "effort_metrics" VALUES(17,'time_to_takeoff',8.08490430622009648153e-01,'s','plate','good',0.016);
INSERT INTO "effort_metrics" VALUES(17,'propulsive_time',2.56359953495653825061e-01,'s','plate','good',0.004);
INSERT INTO "effort_metrics" VALUES(17,'body_weight',7.35929511111111196459e+02,'N','plate','good',5.30401100367976635618e-02);
INSERT INTO "effort_metrics" VALUES(17,'peak_force',1.7294084579510297317e+03,'N','plate','good',1.7294084579510297317e+01);
INSERT INTO "effort_metrics" VALUES(17,'peak_power',3.71808736670997905097e+03,'W','plate','good',3.71818393184466913217e+01);
INSERT INTO "effort_metrics" VALUES(17,'peak_power_relative',4.95454808160850603817e+01,'W/kg','plate','good',4.95467675975822141598e-01);
INSERT INTO "effort_metrics" VALUES(17,'mean_power',2.1214858073239761325e+03,'W','plate','good',3.93168450611407251918e+01);
INSERT INTO "effort_metrics" VALUES(17,'propulsive_impulse',1.93610337914726301274e+02,'N·s','plate','good',1.42688652707889018778e+00);
INSERT INTO "effort_metrics" VALUES(17,'push_off_distance',3.99649338426106948141e-01,'m','plate','good',0.01);
INSERT INTO "effort_metrics" VALUES(17,'rsi_modified',4.19759413640240663934e-01,'m/s','plate','good',1.03579737018983097929e-02);
INSERT INTO "effort_metrics" VALUES(17,'countermovement_depth',3.00189474352808738366e-01,'m','plate','good',0.01);
INSERT INTO "effort_metrics" VALUES(17,'braking_time',1.52130477126355800887e-01,'s','plate','good',0.004);
INSERT INTO "effort_metrics" VALUES(17,'braking_impulse',9.19023525333332713671e+01,'N·s','plate','good',1.42688652707889018778e+00);
INSERT INTO "effort_metrics" VALUES(17,'rate_of_force_development',6.5028277368389735785e+03,'N/s','plate','good',1.70980275870373731091e+02);
INSERT INTO "effort_metrics" VALUES(17,'rate_of_force_development_50ms',3.36199999999999909051e+03,'N/s','plate','good',1.05500257819590188997e+02);
INSERT INTO "effort_metrics" VALUES(17,'rate_of_force_development_100ms',5.44299999999999909068e+03,'N/s','plate','good',7.39095724517467260721e+01);
INSERT INTO "effort_metrics" VALUES(17,'rate_of_force_development_150ms',6.58000000000000090935e+03,'N/s','plate','good',7.37614473225079336771e+01);
INSERT INTO "effort_metrics" VALUES(17,'rate_of_force_development_200ms',6.64050000000000181918e+03,'N/s','plate','good',7.09550845605866555834e+01);
INSERT INTO "effort_metrics" VALUES(17,'asymmetry_peak_force',4.62107208872432131951e-02,'%','two_plates','good',1.0);
INSERT INTO "effort_metrics" VALUES(17,'asymmetry_propulsive_impulse',9.66638367979435857157e-03,'%','two_plates','good',1.0);
INSERT INTO "effort_metrics" VALUES(18,'concentric_time',0.820825958155572,'s','foot_shank_imu','fair',6.70176523996988127152e-02);
INSERT INTO "effort_metrics" VALUES(18,'eccentric_time',8.0955405758319787246e-01,'s','foot_shank_imu','fair',6.70176523996988127152e-02);
INSERT INTO "effort_metrics" VALUES(18,'top_hold_time',2.76571225695200539895e-01,'s','foot_shank_imu','fair',6.70176523996988127152e-02);
INSERT INTO "effort_metrics" VALUES(18,'range_of_motion',3.34959217708486818305e+01,'deg','foot_shank_imu','fair',1.0);
INSERT INTO "effort_metrics" VALUES(18,'peak_plantar_flexion_velocity',76.6641679663712,'deg/s','foot_shank_imu','fair',3.29992503899113565069e+00);
INSERT INTO "effort_metrics" VALUES(18,'peak_plantar_flexion',3.35288299626687589247e+01,'deg','foot_shank_imu','fair',1.0);
INSERT INTO "effort_metrics" VALUES(18,'heel_height',1.10996107261869494942e-01,'m','foot_shank_imu','fair',5.53113516159770956387e-03);
INSERT INTO "effort_metrics" VALUES(18,'peak_vertical_velocity',1.57683986626036665157e-01,'m/s','plate','good',9.66285956442651527975e-03);
INSERT INTO "effort_metrics" VALUES(18,'mean_vertical_velocity',0.0856925032279881,'m/s','plate','good',6.51272940928293922469e-03);
INSERT INTO "effort_metrics" VALUES(18,'peak_power',1.21674947515929176232e+02,'W','plate','good',7.45622910425106599774e+00);
INSERT INTO "effort_metrics" VALUES(18,'mean_power',6.5806299397278451126e+01,'W','plate','good',5.00135490569675766892e+00);
INSERT INTO "effort_metrics" VALUES(18,'work',4.67133096344850926593e+01,'J','plate','good',2.86258713041105528063e+00);
INSERT INTO "effort_metrics" VALUES(18,'peak_joint_power',1.09775761780653382973e+02,'W','modelled_moment_plate','fair',2.19551523561306787262e+01);
INSERT INTO "effort_metrics" VALUES(19,'concentric_time',8.39730154099841530346e-01,'s','foot_shank_imu','good',7.07063640131960352563e-02);
INSERT INTO "effort_metrics" VALUES(19,'eccentric_time',0.937878146701577,'s','foot_shank_imu','good',7.07063640131960352563e-02);
INSERT INTO "effort_metrics" VALUES(19,'top_hold_time',3.25078819951837350021e-01,'s','foot_shank_imu','good',7.07063640131960352563e-02);
INSERT INTO "effort_metrics" VALUES(19,'bottom_hold_time',6.83219999999999494377e-01,'s','foot_shank_imu','good',7.07063640131960352563e-02);
INSERT INTO "effort_metrics" VALUES(19,'range_of_motion',3.13909292212836525952e+01,'deg','foot_shank_imu','good',1.0);
INSERT INTO "effort_metrics" VALUES(19,'peak_plantar_flexion_velocity',69.1531406685888,'deg/s','foot_shank_imu','good',3.07459422005766391805e+00);
INSERT INTO "effort_metrics" VALUES(19,'peak_plantar_flexion',3.09237919712995612542e+01,'deg','foot_shank_imu','good',1.0);
INSERT INTO "effort_metrics" VALUES(19,'heel_height',1.04160823595822862874e-01,'m','foot_shank_imu','good',5.31416995660255724737e-03);
INSERT INTO "effort_metrics" VALUES(19,'peak_vertical_velocity',1.38411040065335361193e-01,'m/s','plate','good',6.91963312224838731495e-03);
INSERT INTO "effort_metrics" VALUES(19,'mean_vertical_velocity',7.130448744849207654e-02,'m/s','plate','good',4.73978078756909226854e-03);
INSERT INTO "effort_metrics" VALUES(19,'peak_power',1.07133671656578570723e+02,'W','plate','good',5.35597234550806078345e+00);
INSERT INTO "effort_metrics" VALUES(19,'mean_power',5.49638106878797785262e+01,'W','plate','good',3.65357669947751118044e+00);
INSERT INTO "effort_metrics" VALUES(19,'work',4.75121458932608078376e+01,'J','plate','good',2.37529187178215428488e+00);
INSERT INTO "effort_metrics" VALUES(19,'peak_joint_power',99.4525541987324,'W','modelled_moment_plate','fair',1.98905108397464829295e+01);
INSERT INTO "effort_metrics" VALUES(20,'concentric_time',8.18264934045576763921e-01,'s','foot_shank_imu','good',6.76093536653085552812e-02);
INSERT INTO "effort_metrics" VALUES(20,'eccentric_time',8.36067112891116126505e-01,'s','foot_shank_imu','good',6.76093536653085552812e-02);
INSERT INTO "effort_metrics" VALUES(20,'top_hold_time',3.07365488891921945224e-01,'s','foot_shank_imu','good',6.76093536653085552812e-02);
INSERT INTO "effort_metrics" VALUES(20,'bottom_hold_time',6.04862000000000676891e-01,'s','foot_shank_imu','good',6.76093536653085552812e-02);
INSERT INTO "effort_metrics" VALUES(20,'range_of_motion',3.21354857060965954924e+01,'deg','foot_shank_imu','good',1.0);
INSERT INTO "effort_metrics" VALUES(20,'peak_plantar_flexion_velocity',7.3494513990761760171e+01,'deg/s','foot_shank_imu','good',3.20483541972285257415e+00);
INSERT INTO "effort_metrics" VALUES(20,'peak_plantar_flexion',3.20454321345696797602e+01,'deg','foot_shank_imu','good',1.0);
INSERT INTO "effort_metrics" VALUES(20,'heel_height',1.07501774044357026327e-01,'m','foot_shank_imu','good',5.41958016164494158634e-03);
INSERT INTO "effort_metrics" VALUES(20,'peak_vertical_velocity',1.49687438492308449999e-01,'m/s','plate','good',5.93937798481314078308e-03);
INSERT INTO "effort_metrics" VALUES(20,'mean_vertical_velocity',7.53352003060915736964e-02,'m/s','plate','good',4.4655772599128612868e-03);
INSERT INTO "effort_metrics" VALUES(20,'peak_power',1.16417805634343963562e+02,'W','plate','good',4.619287755801948947e+00);
INSERT INTO "effort_metrics" VALUES(20,'mean_power',5.82293253585327050822e+01,'W','plate','good',3.45160761668679372249e+00);
INSERT INTO "effort_metrics" VALUES(20,'work',4.87441581404848207643e+01,'J','plate','good',1.93409669284121);
INSERT INTO "effort_metrics" VALUES(20,'peak_joint_power',1.06069155403033917647e+02,'W','modelled_moment_plate','fair',2.12138310806067842406e+01);
INSERT INTO "effort_metrics" VALUES(21,'concentric_time',7.89453420740092282059e-01,'s','foot_shank_imu','poor',6.634051319004619085e-02);
INSERT INTO "effort_metrics" VALUES(21,'eccentric_time',8.13341573296060604825e-01,'s','foot_shank_imu','poor',6.634051319004619085e-02);
INSERT INTO "effort_metrics" VALUES(21,'top_hold_time',4.09538201211854302474e-01,'s','foot_shank_imu','poor',6.634051319004619085e-02);
INSERT INTO "effort_metrics" VALUES(21,'bottom_hold_time',6.58707000000001485773e-01,'s','foot_shank_imu','poor',6.634051319004619085e-02);
INSERT INTO "effort_metrics" VALUES(21,'range_of_motion',3.19770671035496221188e+01,'deg','foot_shank_imu','poor',1.0);
INSERT INTO "effort_metrics" VALUES(21,'peak_plantar_flexion_velocity',7.10703472207140549707e+01,'deg/s','foot_shank_imu','poor',3.13211041662142175567e+00);
INSERT INTO "effort_metrics" VALUES(21,'peak_plantar_flexion',3.19836205137648370571e+01,'deg','foot_shank_imu','poor',1.0);
INSERT INTO "effort_metrics" VALUES(21,'heel_height',1.06733443101204542036e-01,'m','foot_shank_imu','poor',5.39522784080356723052e-03);
INSERT INTO "effort_metrics" VALUES(21,'peak_vertical_velocity',1.43696482649416923393e-01,'m/s','plate','good',6.37696311877625904296e-03);
INSERT INTO "effort_metrics" VALUES(21,'mean_vertical_velocity',7.26085437027486346739e-02,'m/s','plate','good',0.00452780018111162);
INSERT INTO "effort_metrics" VALUES(21,'peak_power',1.11816666109578378041e+02,'W','plate','good',4.96220048464905);
INSERT INTO "effort_metrics" VALUES(21,'mean_power',5.6271056846117829763e+01,'W','plate','good',3.50900993720866427594e+00);
INSERT INTO "effort_metrics" VALUES(21,'work',4.80957322305888297381e+01,'J','plate','good',2.1343926096875);
INSERT INTO "effort_metrics" VALUES(21,'peak_joint_power',1.03502633504294720982e+02,'W','modelled_moment_plate','fair',2.07005267008589441965e+01);
INSERT INTO "effort_metrics" VALUES(22,'concentric_time',0.82,'s','foot_shank_imu','poor',0.0701366737799257);
INSERT INTO "effort_metrics" VALUES(22,'eccentric_time',9.35176614211032153356e-01,'s','foot_shank_imu','poor',0.0701366737799257);
INSERT INTO "effort_metrics" VALUES(22,'top_hold_time',3.26611070277045612009e-01,'s','foot_shank_imu','poor',0.0701366737799257);
INSERT INTO "effort_metrics" VALUES(22,'bottom_hold_time',5.86657999999999901774e-01,'s','foot_shank_imu','poor',0.0701366737799257);
INSERT INTO "effort_metrics" VALUES(22,'range_of_motion',3.20626628702656262252e+01,'deg','foot_shank_imu','poor',1.0);
INSERT INTO "effort_metrics" VALUES(22,'peak_plantar_flexion_velocity',78.8805555801149,'deg/s','foot_shank_imu','poor',3.36641666740344680519e+00);
INSERT INTO "effort_metrics" VALUES(22,'peak_plantar_flexion',3.28991391256658829425e+01,'deg','foot_shank_imu','poor',1.0);
INSERT INTO "effort_metrics" VALUES(22,'heel_height',1.05148341167017572717e-01,'m','foot_shank_imu','poor',5.34519566456475529042e-03);
INSERT INTO "effort_metrics" VALUES(22,'peak_vertical_velocity',1.46339140539902518023e-01,'m/s','plate','good',6.27373576168986819834e-03);
INSERT INTO "effort_metrics" VALUES(22,'mean_vertical_velocity',7.38413756929564291109e-02,'m/s','plate','good',4.51650686183847471094e-03);
INSERT INTO "effort_metrics" VALUES(22,'peak_power',1.14394808615040389555e+02,'W','plate','good',4.9042436569740237573e+00);
INSERT INTO "effort_metrics" VALUES(22,'mean_power',5.73881959310239437872e+01,'W','plate','good',3.51014831831910845139e+00);
INSERT INTO "effort_metrics" VALUES(22,'work',4.88002925217911283101e+01,'J','plate','good',2.0921275008541306839e+00);
INSERT INTO "effort_metrics" VALUES(22,'peak_joint_power',1.14986272554698558683e+02,'W','modelled_moment_plate','fair',2.29972545109397117366e+01);
INSERT INTO "effort_metrics" VALUES(23,'concentric_time',7.49536423936510209919e-01,'s','foot_shank_imu','good',6.67819692174565632258e-02);
INSERT INTO "effort_metrics" VALUES(23,'eccentric_time',0.871263991819508,'s','foot_shank_imu','good',6.67819692174565632258e-02);
INSERT INTO "effort_metrics" VALUES(23,'top_hold_time',3.08901960617878335035e-01,'s','foot_shank_imu','good',6.67819692174565632258e-02);
INSERT INTO "effort_metrics" VALUES(23,'bottom_hold_time',6.03723000000000453724e-01,'s','foot_shank_imu','good',6.67819692174565632258e-02);
INSERT INTO "effort_metrics" VALUES(23,'range_of_motion',3.15043796347472628829e+01,'deg','foot_shank_imu','good',1.0);
INSERT INTO "effort_metrics" VALUES(23,'peak_plantar_flexion_velocity',77.86592623513,'deg/s','foot_shank_imu','good',3.3359777870539);
INSERT INTO "effort_metrics" VALUES(23,'peak_plantar_flexion',3.16153177071144639862e+01,'deg','foot_shank_imu','good',1.0);
INSERT INTO "effort_metrics" VALUES(23,'heel_height',1.05287313445603297745e-01,'m','foot_shank_imu','good',5.34957084711936217691e-03);
INSERT INTO "effort_metrics" VALUES(23,'peak_vertical_velocity',1.60816512611595380244e-01,'m/s','plate','good',6.22780618971526499227e-03);
INSERT INTO "effort_metrics" VALUES(23,'mean_vertical_velocity',8.23550213508109224536e-02,'m/s','plate','good',4.92169157391532125639e-03);
INSERT INTO "effort_metrics" VALUES(23,'peak_power',1.26062589920034980647e+02,'W','plate','good',4.88192017751119422541e+00);
INSERT INTO "effort_metrics" VALUES(23,'mean_power',6.41697412920077141489e+01,'W','plate','good',3.83490490120661720041e+00);
INSERT INTO "effort_metrics" VALUES(23,'work',4.81253296947275188699e+01,'J','plate','good',1.8637092751711707983e+00);
INSERT INTO "effort_metrics" VALUES(23,'peak_joint_power',1.13271607283576614122e+02,'W','modelled_moment_plate','fair',2.26543214567153228244e+01);
INSERT INTO "effort_metrics" VALUES(24,'flight_time',5.20609476290838757428e-01,'s','plate','good',6.01984456946540354149e-04);
INSERT INTO "effort_metrics" VALUES(24,'jump_height_flight_time',3.32242225035711880032e-01,'m','plate','good',1.00294745041289157239e-02);
INSERT INTO "effort_metrics" VALUES(24,'landing_peak_force',2.13570000000000027287e+03,'N','plate','good',6.40710000000000121653e+01);
INSERT INTO "effort_metrics" VALUES(24,'jump_height_impulse',3.19483233970898172771e-01,'m','plate','good',5.00032780431483060701e-03);
INSERT INTO "effort_metrics" VALUES(24,'takeoff_velocity',2.50322202627761658533e+00,'m/s','plate','good',1.95893389189703871766e-02);
INSERT INTO "effort_metrics" VALUES(24,'time_to_takeoff',7.40471215351812594995e-01,'s','plate','good',0.016);
INSERT INTO "effort_metrics" VALUES(24,'propulsive_time',2.35742153563839568208e-01,'s','plate','good',0.004);
INSERT INTO "effort_metrics" VALUES(24,'body_weight',7.35513333333333321198e+02,'N','plate','good',2.27194309099936070373e-02);
INSERT INTO "effort_metrics" VALUES(24,'peak_force',1.72814000932375438426e+03,'N','plate','good',1.72814000932375435581e+01);
INSERT INTO "effort_metrics" VALUES(24,'peak_power',3.73623726984579752744e+03,'W','plate','good',3.73625509433996754187e+01);
INSERT INTO "effort_metrics" VALUES(24,'peak_power_relative',4.98155091985642073382e+01,'W/kg','plate','good',4.9815746853774295344e-01);
INSERT INTO "effort_metrics" VALUES(24,'mean_power',2.08911022978742721544e+03,'W','plate','good',4.11455809740055471462e+01);
INSERT INTO "effort_metrics" VALUES(24,'propulsive_impulse',1.87745374477611761676e+02,'N·s','plate','good',1.46922954995725407734e+00);
INSERT INTO "effort_metrics" VALUES(24,'push_off_distance',3.50116994857394947526e-01,'m','plate','good',0.01);
INSERT INTO "effort_metrics" VALUES(24,'rsi_modified',4.31459356349328637669e-01,'m/s','plate','good',1.15116630028479181857e-02);
INSERT INTO "effort_metrics" VALUES(24,'countermovement_depth',2.50071074703597573396e-01,'m','plate','good',0.01);
INSERT INTO "effort_metrics" VALUES(24,'braking_time',1.3872906178797303478e-01,'s','plate','good',0.004);
INSERT INTO "effort_metrics" VALUES(24,'braking_impulse',83.8645066666666,'N·s','plate','good',1.46922954995725407734e+00);
INSERT INTO "effort_metrics" VALUES(24,'rate_of_force_development',7.10240760337212577706e+03,'N/s','plate','good',2.04784996361529834994e+02);
INSERT INTO "effort_metrics" VALUES(24,'rate_of_force_development_50ms',3276.0,'N/s','plate','good',1.05229357120529826369e+02);
INSERT INTO "effort_metrics" VALUES(24,'rate_of_force_development_100ms',5795.0,'N/s','plate','good',7.6538895340865749973e+01);
INSERT INTO "effort_metrics" VALUES(24,'rate_of_force_development_150ms',7020.0,'N/s','plate','good',7.77119753391400536202e+01);
INSERT INTO "effort_metrics" VALUES(24,'rate_of_force_development_200ms',6924.5,'N/s','plate','good',7.36197665372554723708e+01);
INSERT INTO "effort_metrics" VALUES(33,'concentric_time',8.14242107959101457659e-01,'s','foot_imu','good',7.11363525947784347547e-02);
INSERT INTO "effort_metrics" VALUES(33,'eccentric_time',9.80229693824417158687e-01,'s','foot_imu','good',7.11363525947784347547e-02);
INSERT INTO "effort_metrics" VALUES(33,'top_hold_time',2.68701133991454510496e-01,'s','foot_imu','good',7.11363525947784347547e-02);
INSERT INTO "effort_metrics" VALUES(33,'range_of_motion',3.31977696483853037525e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(33,'peak_plantar_flexion_velocity',76.9641900610229,'deg/s','foot_imu','good',4.80892570183068723821e+00);
INSERT INTO "effort_metrics" VALUES(33,'peak_plantar_flexion',3.33167623435285094042e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(33,'heel_height',1.03420097066953070585e-01,'m','foot_imu','good',5.2909720483047166864e-03);
INSERT INTO "effort_metrics" VALUES(33,'peak_vertical_velocity',1.53867473873469745582e-01,'m/s','plate','good',2.98130112127394054574e-03);
INSERT INTO "effort_metrics" VALUES(33,'mean_vertical_velocity',7.80484175502485916231e-02,'m/s','plate','good',3.752247465502599362e-03);
INSERT INTO "effort_metrics" VALUES(33,'peak_power',1.13801891666029874271e+02,'W','plate','good',2.20499952774963681179e+00);
INSERT INTO "effort_metrics" VALUES(33,'mean_power',5.74029706421000867049e+01,'W','plate','good',2.75969914400210836191e+00);
INSERT INTO "effort_metrics" VALUES(33,'work',4.63250506825907137908e+01,'J','plate','good',8.97583628731380200882e-01);
INSERT INTO "effort_metrics" VALUES(33,'peak_joint_power',1.0643835274949444169e+02,'W','modelled_moment_plate','fair',2.12876705498988911808e+01);
INSERT INTO "effort_metrics" VALUES(34,'concentric_time',8.10648696600885898533e-01,'s','foot_imu','good',6.91780901634916206566e-02);
INSERT INTO "effort_metrics" VALUES(34,'eccentric_time',9.06543429715973680949e-01,'s','foot_imu','good',6.91780901634916206566e-02);
INSERT INTO "effort_metrics" VALUES(34,'top_hold_time',3.0499535221508833338e-01,'s','foot_imu','good',6.91780901634916206566e-02);
INSERT INTO "effort_metrics" VALUES(34,'bottom_hold_time',6.35317999999999827309e-01,'s','foot_imu','good',6.91780901634916206566e-02);
INSERT INTO "effort_metrics" VALUES(34,'range_of_motion',3.27475318676262716621e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(34,'peak_plantar_flexion_velocity',7.5604298462424779359e+01,'deg/s','foot_imu','good',4.76812895387274338077e+00);
INSERT INTO "effort_metrics" VALUES(34,'peak_plantar_flexion',3.2930674434684163998e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(34,'heel_height',1.02142918266597715337e-01,'m','foot_imu','good',5.25112559890048621186e-03);
INSERT INTO "effort_metrics" VALUES(34,'peak_vertical_velocity',1.51225726406585408989e-01,'m/s','plate','good',2.88156091681824244252e-03);
INSERT INTO "effort_metrics" VALUES(34,'mean_vertical_velocity',7.67961504806207312379e-02,'m/s','plate','good',3.67678642033135699013e-03);
INSERT INTO "effort_metrics" VALUES(34,'peak_power',1.11822180995688711389e+02,'W','plate','good',2.13073816239589541865e+00);
INSERT INTO "effort_metrics" VALUES(34,'mean_power',5.64799974676115326124e+01,'W','plate','good',2.70410543249387336217e+00);
INSERT INTO "effort_metrics" VALUES(34,'work',4.59214892048448035648e+01,'J','plate','good',8.75020220957650862736e-01);
INSERT INTO "effort_metrics" VALUES(34,'peak_joint_power',1.04988286916908890589e+02,'W','modelled_moment_plate','fair',2.09976573833817781178e+01);
INSERT INTO "effort_metrics" VALUES(35,'concentric_time',7.49506537936371342034e-01,'s','foot_imu','good',6.76767896295938226058e-02);
INSERT INTO "effort_metrics" VALUES(35,'eccentric_time',9.07546581776131233709e-01,'s','foot_imu','good',6.76767896295938226058e-02);
INSERT INTO "effort_metrics" VALUES(35,'top_hold_time',2.78311999984716174072e-01,'s','foot_imu','good',6.76767896295938226058e-02);
INSERT INTO "effort_metrics" VALUES(35,'bottom_hold_time',5.87723000000000439513e-01,'s','foot_imu','good',6.76767896295938226058e-02);
INSERT INTO "effort_metrics" VALUES(35,'range_of_motion',33.3266698861297,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(35,'peak_plantar_flexion_velocity',82.6302186148471,'deg/s','foot_imu','good',4.97890655844541285546e+00);
INSERT INTO "effort_metrics" VALUES(35,'peak_plantar_flexion',33.4994839911598,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(35,'heel_height',1.03747629728058121667e-01,'m','foot_imu','good',5.30122173945831234864e-03);
INSERT INTO "effort_metrics" VALUES(35,'peak_vertical_velocity',1.64767558098422889356e-01,'m/s','plate','good',2.94898338469217055277e-03);
INSERT INTO "effort_metrics" VALUES(35,'mean_vertical_velocity',8.35862075603609339102e-02,'m/s','plate','good',4.06220982068697302608e-03);
INSERT INTO "effort_metrics" VALUES(35,'peak_power',1.22037670784843029988e+02,'W','plate','good',2.18421070024026731104e+00);
INSERT INTO "effort_metrics" VALUES(35,'mean_power',6.14718604373428050263e+01,'W','plate','good',2.98747368080010344826e+00);
INSERT INTO "effort_metrics" VALUES(35,'work',4.62652910585006154047e+01,'J','plate','good',8.28048774856313674064e-01);
INSERT INTO "effort_metrics" VALUES(35,'peak_joint_power',1.14728865284075439486e+02,'W','modelled_moment_plate','fair',2.29457730568150886085e+01);
INSERT INTO "effort_metrics" VALUES(36,'concentric_time',8.6600858936930191767e-01,'s','foot_imu','good',7.2519412443498368348e-02);
INSERT INTO "effort_metrics" VALUES(36,'eccentric_time',9.82331388216251211176e-01,'s','foot_imu','good',7.2519412443498368348e-02);
INSERT INTO "effort_metrics" VALUES(36,'top_hold_time',3.02829136711080193489e-01,'s','foot_imu','good',7.2519412443498368348e-02);
INSERT INTO "effort_metrics" VALUES(36,'bottom_hold_time',6.62995999999999696683e-01,'s','foot_imu','good',7.2519412443498368348e-02);
INSERT INTO "effort_metrics" VALUES(36,'range_of_motion',3.13145051155681848338e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(36,'peak_plantar_flexion_velocity',6.76179835243675455549e+01,'deg/s','foot_imu','good',4.52853950573102626009e+00);
INSERT INTO "effort_metrics" VALUES(36,'peak_plantar_flexion',3.14776553631693261085e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(36,'heel_height',9.81518154000028536509e-02,'m','foot_imu','good',5.12789284582926881833e-03);
INSERT INTO "effort_metrics" VALUES(36,'peak_vertical_velocity',1.3578135626438950223e-01,'m/s','plate','good',2.24572270431393867726e-03);
INSERT INTO "effort_metrics" VALUES(36,'mean_vertical_velocity',6.94269647459218458562e-02,'m/s','plate','good',3.19727587468725954478e-03);
INSERT INTO "effort_metrics" VALUES(36,'peak_power',1.00511063090211393955e+02,'W','plate','good',1.6623782721458688627e+00);
INSERT INTO "effort_metrics" VALUES(36,'mean_power',5.10657521572344705882e+01,'W','plate','good',2.35169862304365340222e+00);
INSERT INTO "effort_metrics" VALUES(36,'work',4.43713546392847746346e+01,'J','plate','good',7.33869223846756457696e-01);
INSERT INTO "effort_metrics" VALUES(36,'peak_joint_power',94.547414430344,'W','modelled_moment_plate','fair',18.9094828860688);
INSERT INTO "effort_metrics" VALUES(37,'concentric_time',7.93899175024545100676e-01,'s','foot_imu','good',6.78308178911726927795e-02);
INSERT INTO "effort_metrics" VALUES(37,'eccentric_time',8.69362489217945677566e-01,'s','foot_imu','good',6.78308178911726927795e-02);
INSERT INTO "effort_metrics" VALUES(37,'top_hold_time',3.00700932381368468693e-01,'s','foot_imu','good',6.78308178911726927795e-02);
INSERT INTO "effort_metrics" VALUES(37,'range_of_motion',3.61243657417279422365e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(37,'peak_plantar_flexion_velocity',8.41531561337827582747e+01,'deg/s','foot_imu','good',5.02459468401348274824e+00);
INSERT INTO "effort_metrics" VALUES(37,'peak_plantar_flexion',3.6183556427424520053e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(37,'heel_height',1.11389008460054172999e-01,'m','foot_imu','good',5.54375836245984444927e-03);
INSERT INTO "effort_metrics" VALUES(37,'peak_vertical_velocity',1.64207830637496415837e-01,'m/s','plate','good',2.6269949985564928184e-03);
INSERT INTO "effort_metrics" VALUES(37,'mean_vertical_velocity',8.33929239222613166715e-02,'m/s','plate','good',3.92897277294009059783e-03);
INSERT INTO "effort_metrics" VALUES(37,'peak_power',1.21505453964373089092e+02,'W','plate','good',1.94384286439051923167e+00);
INSERT INTO "effort_metrics" VALUES(37,'mean_power',6.13372902711817715717e+01,'W','plate','good',2.88984403120400212827e+00);
INSERT INTO "effort_metrics" VALUES(37,'work',4.88390026270560610992e+01,'J','plate','good',0.781325806069487);
INSERT INTO "effort_metrics" VALUES(37,'peak_joint_power',1.14369023706298648338e+02,'W','modelled_moment_plate','fair',2.28738047412597325083e+01);
INSERT INTO "effort_metrics" VALUES(38,'concentric_time',0.748440468449911,'s','foot_imu','good',0.0682158123960723);
INSERT INTO "effort_metrics" VALUES(38,'eccentric_time',9.30300112059189276969e-01,'s','foot_imu','good',0.0682158123960723);
INSERT INTO "effort_metrics" VALUES(38,'top_hold_time',0.315445853422209,'s','foot_imu','good',0.0682158123960723);
INSERT INTO "effort_metrics" VALUES(38,'bottom_hold_time',0.652830999999999,'s','foot_imu','good',0.0682158123960723);
INSERT INTO "effort_metrics" VALUES(38,'range_of_motion',3.59108530154936502745e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(38,'peak_plantar_flexion_velocity',89.3985349925087,'deg/s','foot_imu','good',5.18195604977526080858e+00);
INSERT INTO "effort_metrics" VALUES(38,'peak_plantar_flexion',3.59881811336872843294e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(38,'heel_height',1.10804976151619688495e-01,'m','foot_imu','good',5.52500020236548327473e-03);
INSERT INTO "effort_metrics" VALUES(38,'peak_vertical_velocity',1.74976542427987075134e-01,'m/s','plate','good',2.83823194661009551784e-03);
INSERT INTO "effort_metrics" VALUES(38,'mean_vertical_velocity',8.78802317579261277336e-02,'m/s','plate','good',4.22658167442746448422e-03);
INSERT INTO "effort_metrics" VALUES(38,'peak_power',1.29806532974356031223e+02,'W','plate','good',2.1055453699923263322e+00);
INSERT INTO "effort_metrics" VALUES(38,'mean_power',6.46311774419706637235e+01,'W','plate','good',3.10842318811096163244e+00);
INSERT INTO "effort_metrics" VALUES(38,'work',4.85121428788445427935e+01,'J','plate','good',7.86898128210053449116e-01);
INSERT INTO "effort_metrics" VALUES(38,'peak_joint_power',1.2235656227134450091e+02,'W','modelled_moment_plate','fair',24.4713124542689);
INSERT INTO "effort_metrics" VALUES(39,'concentric_time',8.15555670403093735387e-01,'s','foot_imu','good',6.9264252945266960304e-02);
INSERT INTO "effort_metrics" VALUES(39,'eccentric_time',9.05063436109076580038e-01,'s','foot_imu','good',6.9264252945266960304e-02);
INSERT INTO "effort_metrics" VALUES(39,'top_hold_time',2.81162308834797702861e-01,'s','foot_imu','good',6.9264252945266960304e-02);
INSERT INTO "effort_metrics" VALUES(39,'bottom_hold_time',6.03327000000000168711e-01,'s','foot_imu','good',6.9264252945266960304e-02);
INSERT INTO "effort_metrics" VALUES(39,'range_of_motion',3.50227155175970423779e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(39,'peak_plantar_flexion_velocity',8.04817462452879510675e+01,'deg/s','foot_imu','good',4.91445238735863831891e+00);
INSERT INTO "effort_metrics" VALUES(39,'peak_plantar_flexion',3.50856695855907076966e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(39,'heel_height',1.08433656506252182327e-01,'m','foot_imu','good',5.44920282550635445839e-03);
INSERT INTO "effort_metrics" VALUES(39,'peak_vertical_velocity',1.58816629343187243339e-01,'m/s','plate','good',3.06596970639313451054e-03);
INSERT INTO "effort_metrics" VALUES(39,'mean_vertical_velocity',8.02498481464001683916e-02,'m/s','plate','good',3.85018119973915646722e-03);
INSERT INTO "effort_metrics" VALUES(39,'peak_power',1.1744455409479526509e+02,'W','plate','good',2.26727797035278433313e+00);
INSERT INTO "effort_metrics" VALUES(39,'mean_power',5.90276474637748762566e+01,'W','plate','good',2.83199462403034374347e+00);
INSERT INTO "effort_metrics" VALUES(39,'work',4.79062222848965717485e+01,'J','plate','good',9.24834048428501365179e-01);
INSERT INTO "effort_metrics" VALUES(39,'peak_joint_power',1.10115783961385943707e+02,'W','modelled_moment_plate','fair',2.20231567922771915841e+01);
INSERT INTO "effort_metrics" VALUES(40,'concentric_time',8.11169315162018289555e-01,'s','foot_imu','good',6.70916163224013623045e-02);
INSERT INTO "effort_metrics" VALUES(40,'eccentric_time',8.22212386541252726601e-01,'s','foot_imu','good',6.70916163224013623045e-02);
INSERT INTO "effort_metrics" VALUES(40,'top_hold_time',3.26569293840464902611e-01,'s','foot_imu','good',6.70916163224013623045e-02);
INSERT INTO "effort_metrics" VALUES(40,'bottom_hold_time',0.643811000000003,'s','foot_imu','good',6.70916163224013623045e-02);
INSERT INTO "effort_metrics" VALUES(40,'range_of_motion',3.72688981913417833875e+01,'deg','foot_imu','good',2.5);
INSERT INTO "effort_metrics" VALUES(40,'peak_plantar_flexion_velocity',85.0611568030038,'deg/s','foot_imu','good',5.0518347040901137035e+00);
INSERT INTO "effort_metrics" VALUES(40,'peak_plantar_flexion',3.73386295636579816918e+01,'deg','foot_imu','good',4.0);
INSERT INTO "effort_metrics" VALUES(40,'heel_height',1.14407775111688300717e-01,'m','foot_imu','good',5.64126415458553447795e-03);
INSERT INTO "effort_metrics" VALUES(40,'peak_vertical_velocity',1.65138921023427059919e-01,'m/s','plate','good',2.58907539127914507887e-03);
INSERT INTO "effort_metrics" VALUES(40,'mean_vertical_velocity',0.0833155938072692,'m/s','plate','good',3.88852846002325476873e-03);
INSERT INTO "effort_metrics" VALUES(40,'peak_power',1.22214399771636635701e+02,'W','plate','good',1.91609762827387886119e+00);
INSERT INTO "effort_metrics" VALUES(40,'mean_power',6.12800174522563096974e+01,'W','plate','good',2.86007793985175817752e+00);
INSERT INTO "effort_metrics" VALUES(40,'work',4.98202042445512773829e+01,'J','plate','good',7.81089424580713398427e-01);
INSERT INTO "effort_metrics" VALUES(40,'peak_joint_power',1.15210478806678665367e+02,'W','modelled_moment_plate','fair',2.30420957613357337825e+01);
CREATE TABLE effort_sets (
	id INTEGER NOT NULL, 
	run_id VARCHAR(36) NOT NULL, 
	position INTEGER NOT NULL, 
	exercise VARCHAR(64) NOT NULL, 
	side VARCHAR(16) NOT NULL, 
	start_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	certainty DOUBLE, 
	CONSTRAINT pk_effort_sets PRIMARY KEY (id), 
	CONSTRAINT fk_effort_sets_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE, 
	CONSTRAINT uq_effort_sets_run_id_position UNIQUE (run_id, position)
);
INSERT INTO "effort_sets" VALUES(3,'01a211f0-03c0-7000-8000-000000000032',0,'calf_raise','left',4.294529,14.219093,NULL);
INSERT INTO "effort_sets" VALUES(4,'01a211f0-03c0-7000-8000-000000000032',1,'calf_raise','right',20.322279,30.181304,NULL);
INSERT INTO "effort_sets" VALUES(5,'01a211f0-2300-7000-8000-000000000038',0,'countermovement_jump','both',2.492,4.836,NULL);
INSERT INTO "effort_sets" VALUES(6,'01a211f0-4240-7000-8000-00000000003e',0,'calf_raise','left',2.992882,18.125214,NULL);
INSERT INTO "effort_sets" VALUES(7,'01a211f0-6180-7000-8000-000000000044',0,'squat_jump','both',2.492,4.752,NULL);
INSERT INTO "effort_sets" VALUES(11,'01a211f1-9a00-7000-8000-000000000057',0,'calf_raise','left',4.294015,14.351948,NULL);
INSERT INTO "effort_sets" VALUES(12,'01a211f1-9a00-7000-8000-000000000057',1,'calf_raise','right',20.463305,30.283156,NULL);
CREATE TABLE effort_withheld (
	effort_id INTEGER NOT NULL, 
	quantity VARCHAR(64) NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_effort_withheld PRIMARY KEY (effort_id, quantity), 
	CONSTRAINT fk_effort_withheld_effort_id_efforts FOREIGN KEY(effort_id) REFERENCES efforts (id) ON DELETE CASCADE
);
INSERT INTO "effort_withheld" VALUES(9,'bottom_hold_time','no repetition right before this one');
INSERT INTO "effort_withheld" VALUES(13,'bottom_hold_time','no repetition right before this one');
INSERT INTO "effort_withheld" VALUES(18,'bottom_hold_time','no repetition right before this one');
INSERT INTO "effort_withheld" VALUES(33,'bottom_hold_time','no repetition right before this one');
INSERT INTO "effort_withheld" VALUES(37,'bottom_hold_time','no repetition right before this one');
CREATE TABLE efforts (
	id INTEGER NOT NULL, 
	run_id VARCHAR(36) NOT NULL, 
	position INTEGER NOT NULL, 
	exercise VARCHAR(64) NOT NULL, 
	side VARCHAR(16) NOT NULL, 
	start_s DOUBLE NOT NULL, 
	top_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	"full" BOOLEAN NOT NULL, 
	reasons JSON NOT NULL, 
	phases JSON NOT NULL, 
	CONSTRAINT pk_efforts PRIMARY KEY (id), 
	CONSTRAINT fk_efforts_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE, 
	CONSTRAINT uq_efforts_run_id_position UNIQUE (run_id, position)
);
INSERT INTO "efforts" VALUES(9,'01a211f0-03c0-7000-8000-000000000032',0,'calf_raise','left',4.294529,5.293132,6.355678,1,'[]','{"concentric": [4.294529, 5.157657], "top_hold": [5.157657, 5.428607], "eccentric": [5.428607, 6.355678]}');
INSERT INTO "efforts" VALUES(10,'01a211f0-03c0-7000-8000-000000000032',1,'calf_raise','left',6.998067,7.943484,9.016046,1,'[]','{"concentric": [6.998067, 7.791125], "top_hold": [7.791125, 8.095844], "eccentric": [8.095844, 9.016046]}');
INSERT INTO "efforts" VALUES(11,'01a211f0-03c0-7000-8000-000000000032',2,'calf_raise','left',9.659735,10.608568,11.672586,1,'[]','{"concentric": [9.659735, 10.467621], "top_hold": [10.467621, 10.749514], "eccentric": [10.749514, 11.672586]}');
INSERT INTO "efforts" VALUES(12,'01a211f0-03c0-7000-8000-000000000032',3,'calf_raise','left',12.254497,13.180892,14.219093,1,'[]','{"concentric": [12.254497, 13.032446], "top_hold": [13.032446, 13.329337], "eccentric": [13.329337, 14.219093]}');
INSERT INTO "efforts" VALUES(13,'01a211f0-03c0-7000-8000-000000000032',4,'calf_raise','right',20.322279,21.281913,22.277658,1,'[]','{"concentric": [20.322279, 21.137626], "top_hold": [21.137626, 21.426201], "eccentric": [21.426201, 22.277658]}');
INSERT INTO "efforts" VALUES(14,'01a211f0-03c0-7000-8000-000000000032',5,'calf_raise','right',22.914488,23.861852,24.928522,1,'[]','{"concentric": [22.914488, 23.714102], "top_hold": [23.714102, 24.009602], "eccentric": [24.009602, 24.928522]}');
INSERT INTO "efforts" VALUES(15,'01a211f0-03c0-7000-8000-000000000032',6,'calf_raise','right',25.493324,26.488063,27.534012,1,'[]','{"concentric": [25.493324, 26.337664], "top_hold": [26.337664, 26.638463], "eccentric": [26.638463, 27.534012]}');
INSERT INTO "efforts" VALUES(16,'01a211f0-03c0-7000-8000-000000000032',7,'calf_raise','right',28.134988,29.115107,30.181304,1,'[]','{"concentric": [28.134988, 28.955244], "top_hold": [28.955244, 29.27497], "eccentric": [29.27497, 30.181304]}');
INSERT INTO "efforts" VALUES(17,'01a211f0-2300-7000-8000-000000000038',0,'countermovement_jump','both',2.492,3.56850059764211069435e+00,4.836,1,'[]','{"unweighting": [2.492, 2.892], "braking": [2.892, 3.0441304771263558], "propulsion": [3.0441304771263558, 3.3004904306220095], "flight": [3.3004904306220095, 3.8365107646622123], "landing": [3.8365107646622123, 4.836]}');
INSERT INTO "efforts" VALUES(18,'01a211f0-4240-7000-8000-00000000003e',0,'calf_raise','left',2.992882,3.951994,4.899834,1,'[]','{"concentric": [2.992882, 3.813708], "top_hold": [3.813708, 4.090279], "eccentric": [4.090279, 4.899834]}');
INSERT INTO "efforts" VALUES(19,'01a211f0-4240-7000-8000-00000000003e',1,'calf_raise','left',5.583054,6.585323,7.685741,1,'[]','{"concentric": [5.583054, 6.422784], "top_hold": [6.422784, 6.747863], "eccentric": [6.747863, 7.685741]}');
INSERT INTO "efforts" VALUES(20,'01a211f0-4240-7000-8000-00000000003e',2,'calf_raise','left',8.290603,9.262551,10.252301,1,'[]','{"concentric": [8.290603, 9.108868], "top_hold": [9.108868, 9.416234], "eccentric": [9.416234, 10.252301]}');
INSERT INTO "efforts" VALUES(21,'01a211f0-4240-7000-8000-00000000003e',3,'calf_raise','left',10.911008,11.905231,12.923342,1,'[]','{"concentric": [10.911008, 11.700462], "top_hold": [11.700462, 12.11], "eccentric": [12.11, 12.923342]}');
INSERT INTO "efforts" VALUES(22,'01a211f0-4240-7000-8000-00000000003e',4,'calf_raise','left',13.51,14.493306,15.591788,1,'[]','{"concentric": [13.51, 14.33], "top_hold": [14.33, 14.656611], "eccentric": [14.656611, 15.591788]}');
INSERT INTO "efforts" VALUES(23,'01a211f0-4240-7000-8000-00000000003e',5,'calf_raise','left',16.195511,17.099499,18.125214,1,'[]','{"concentric": [16.195511, 16.945048], "top_hold": [16.945048, 17.25395], "eccentric": [17.25395, 18.125214]}');
INSERT INTO "efforts" VALUES(24,'01a211f0-6180-7000-8000-000000000044',0,'squat_jump','both',2.492,3.49277595349723180007e+00,4.752,1,'[]','{"unweighting": [2.492, 2.858], "braking": [2.858, 2.996729061787973], "propulsion": [2.996729061787973, 3.2324712153518127], "flight": [3.2324712153518127, 3.7530806916426513], "landing": [3.7530806916426513, 4.752]}');
INSERT INTO "efforts" VALUES(33,'01a211f1-9a00-7000-8000-000000000057',0,'calf_raise','left',4.294015,5.242608,6.357188,1,'[]','{"concentric": [4.294015, 5.108257], "top_hold": [5.108257, 5.376958], "eccentric": [5.376958, 6.357188]}');
INSERT INTO "efforts" VALUES(34,'01a211f1-9a00-7000-8000-000000000057',1,'calf_raise','left',6.992506,7.955653,9.014694,1,'[]','{"concentric": [6.992506, 7.803155], "top_hold": [7.803155, 8.10815], "eccentric": [8.10815, 9.014694]}');
INSERT INTO "efforts" VALUES(35,'01a211f1-9a00-7000-8000-000000000057',2,'calf_raise','left',9.602417,10.49108,11.537782,1,'[]','{"concentric": [9.602417, 10.351924], "top_hold": [10.351924, 10.630236], "eccentric": [10.630236, 11.537782]}');
INSERT INTO "efforts" VALUES(36,'01a211f1-9a00-7000-8000-000000000057',3,'calf_raise','left',12.200778,13.218202,14.351948,1,'[]','{"concentric": [12.200778, 13.066787], "top_hold": [13.066787, 13.369616], "eccentric": [13.369616, 14.351948]}');
INSERT INTO "efforts" VALUES(37,'01a211f1-9a00-7000-8000-000000000057',4,'calf_raise','right',20.463305,21.407555,22.427268,1,'[]','{"concentric": [20.463305, 21.257204], "top_hold": [21.257204, 21.557905], "eccentric": [21.557905, 22.427268]}');
INSERT INTO "efforts" VALUES(38,'01a211f1-9a00-7000-8000-000000000057',5,'calf_raise','right',23.080099,23.986262,25.074285,1,'[]','{"concentric": [23.080099, 23.828539], "top_hold": [23.828539, 24.143985], "eccentric": [24.143985, 25.074285]}');
INSERT INTO "efforts" VALUES(39,'01a211f1-9a00-7000-8000-000000000057',6,'calf_raise','right',25.677612,26.633749,27.679394,1,'[]','{"concentric": [25.677612, 26.493168], "top_hold": [26.493168, 26.77433], "eccentric": [26.77433, 27.679394]}');
INSERT INTO "efforts" VALUES(40,'01a211f1-9a00-7000-8000-000000000057',7,'calf_raise','right',28.323205,29.297659,30.283156,1,'[]','{"concentric": [28.323205, 29.134375], "top_hold": [29.134375, 29.460944], "eccentric": [29.460944, 30.283156]}');
CREATE TABLE erased_athletes (
	id VARCHAR(36) NOT NULL, 
	organization_id VARCHAR(36) NOT NULL, 
	erased_at DATETIME NOT NULL, 
	CONSTRAINT pk_erased_athletes PRIMARY KEY (id), 
	CONSTRAINT fk_erased_athletes_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);
INSERT INTO "erased_athletes" VALUES('01a211f1-1d00-7000-8000-00000000004b','01a211ee-ea80-7000-8000-000000000005','2026-11-25 09:02:32.000000');
CREATE TABLE findings (
	run_id VARCHAR(36) NOT NULL, 
	position INTEGER NOT NULL, 
	code VARCHAR(32) NOT NULL, 
	severity VARCHAR(16) NOT NULL, 
	message TEXT NOT NULL, 
	stream VARCHAR(255), 
	start_s DOUBLE, 
	end_s DOUBLE, 
	correction TEXT, 
	CONSTRAINT pk_findings PRIMARY KEY (run_id, position), 
	CONSTRAINT fk_findings_run_id_runs FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "findings" VALUES('01a211f0-4240-7000-8000-00000000003e',0,'gap','warning','40 samples are missing','left_foot',4.84,5.25,NULL);
INSERT INTO "findings" VALUES('01a211f0-4240-7000-8000-00000000003e',1,'gap','warning','40 samples are missing','left_foot',11.6,12.01,NULL);
INSERT INTO "findings" VALUES('01a211f0-4240-7000-8000-00000000003e',2,'gap','warning','40 samples are missing','left_foot',13.46,13.87,NULL);
INSERT INTO "findings" VALUES('01a211f0-4240-7000-8000-00000000003e',3,'nan','warning','87 of 10568 samples hold no number','plate',0.658,20.8,NULL);
INSERT INTO "findings" VALUES('01a211f0-6180-7000-8000-000000000044',0,'technique','warning','the body sank by 25 cm before this squat jump: it is helped by a countermovement; hold the squat for 2 s, then jump','plate',2.492,4.752,NULL);
CREATE TABLE ingests (
	id VARCHAR(36) NOT NULL, 
	athlete_id VARCHAR(36) NOT NULL, 
	created_by VARCHAR(36), 
	name VARCHAR(255) NOT NULL, 
	exercise VARCHAR(64), 
	opened_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	recording_id VARCHAR(36), 
	CONSTRAINT pk_ingests PRIMARY KEY (id), 
	CONSTRAINT fk_ingests_athlete_id_athletes FOREIGN KEY(athlete_id) REFERENCES athletes (id) ON DELETE CASCADE, 
	CONSTRAINT fk_ingests_created_by_users FOREIGN KEY(created_by) REFERENCES users (id) ON DELETE SET NULL
);
INSERT INTO "ingests" VALUES('01936e5c-7a10-7c3e-9b1f-6a2f0d9c4e99','01a211ef-6780-7000-8000-000000000023','01a211ef-09c0-7000-8000-000000000012','arriving.calf','balance','2026-11-25 09:04:08.000000',NULL,NULL);
CREATE TABLE invitations (
	id VARCHAR(36) NOT NULL, 
	organization_id VARCHAR(36) NOT NULL, 
	email VARCHAR(254) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	athlete_id VARCHAR(36), 
	digest VARCHAR(64) NOT NULL, 
	invited_by VARCHAR(36), 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	accepted_at DATETIME, 
	revoked_at DATETIME, 
	CONSTRAINT pk_invitations PRIMARY KEY (id), 
	CONSTRAINT fk_invitations_athlete_id_athletes FOREIGN KEY(athlete_id) REFERENCES athletes (id) ON DELETE SET NULL, 
	CONSTRAINT fk_invitations_invited_by_users FOREIGN KEY(invited_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_invitations_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE, 
	CONSTRAINT uq_invitations_digest UNIQUE (digest)
);
INSERT INTO "invitations" VALUES('01a211ee-ea80-7000-8000-000000000007','01a211ee-ea80-7000-8000-000000000005','person1@example.org','admin',NULL,'1199edc8d49ffb0a1905eb3064b7abd33d7e572a112fa6e514d598feb90e7a5f','01a211ee-ea80-7000-8000-000000000001','2026-11-25 09:00:00.000000','2026-12-09 09:00:00.000000','2026-11-25 09:00:00.000000',NULL);
INSERT INTO "invitations" VALUES('01a211ef-09c0-7000-8000-000000000010','01a211ee-ea80-7000-8000-000000000005','person2@example.org','coach',NULL,'49313421d3615955011a0236ddc27003d8ffadf9c515c0c18062e9168885f78d','01a211ee-ea80-7000-8000-000000000009','2026-11-25 09:00:08.000000','2026-12-09 09:00:08.000000','2026-11-25 09:00:08.000000',NULL);
INSERT INTO "invitations" VALUES('01a211ef-2900-7000-8000-000000000018','01a211ee-ea80-7000-8000-000000000005','person3@example.org','athlete',NULL,'d612087d81a30ccb7b4ffdb01d33fd6bf6ad31bad00067982bb54176d2bf6359','01a211ee-ea80-7000-8000-000000000009','2026-11-25 09:00:16.000000','2026-12-09 09:00:16.000000','2026-11-25 09:00:16.000000',NULL);
INSERT INTO "invitations" VALUES('01a211f0-de80-7000-8000-000000000047','01a211ee-ea80-7000-8000-000000000005','new@example.org','athlete',NULL,'2788140f56397c0a002f6de652d735ee0af36b1c0b7918c2dc39276b35502862','01a211ef-09c0-7000-8000-000000000012','2026-11-25 09:02:08.000000','2026-12-09 09:02:08.000000',NULL,NULL);
CREATE TABLE memberships (
	organization_id VARCHAR(36) NOT NULL, 
	user_id VARCHAR(36) NOT NULL, 
	role VARCHAR(16) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_memberships PRIMARY KEY (organization_id, user_id), 
	CONSTRAINT fk_memberships_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE, 
	CONSTRAINT fk_memberships_user_id_users FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);
INSERT INTO "memberships" VALUES('01a211ee-ea80-7000-8000-000000000002','01a211ee-ea80-7000-8000-000000000001','admin','2026-11-25 09:00:00.000000');
INSERT INTO "memberships" VALUES('01a211ee-ea80-7000-8000-000000000005','01a211ee-ea80-7000-8000-000000000009','admin','2026-11-25 09:00:00.000000');
INSERT INTO "memberships" VALUES('01a211ee-ea80-7000-8000-000000000005','01a211ef-09c0-7000-8000-000000000012','coach','2026-11-25 09:00:08.000000');
INSERT INTO "memberships" VALUES('01a211ee-ea80-7000-8000-000000000005','01a211ef-2900-7000-8000-00000000001a','athlete','2026-11-25 09:00:16.000000');
INSERT INTO "memberships" VALUES('01a211f2-f1c0-7000-8000-00000000005f','01a211ee-ea80-7000-8000-000000000009','admin','2026-11-25 09:04:24.000000');
CREATE TABLE "organizations" (
	id VARCHAR(36) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	retention_days INTEGER, 
	created_at DATETIME NOT NULL, 
	simulated BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_organizations PRIMARY KEY (id)
);
INSERT INTO "organizations" VALUES('01a211ee-ea80-7000-8000-000000000002','My club',NULL,'2026-11-25 09:00:00.000000',0);
INSERT INTO "organizations" VALUES('01a211ee-ea80-7000-8000-000000000005','Harbour Athletics',NULL,'2026-11-25 09:00:00.000000',0);
INSERT INTO "organizations" VALUES('01a211f2-f1c0-7000-8000-00000000005f','Demo',NULL,'2026-11-25 09:04:24.000000',1);
CREATE TABLE programmes (
	athlete_id VARCHAR(36) NOT NULL, 
	"plan" JSON NOT NULL, 
	begins_on DATE NOT NULL, 
	sessions_per_week INTEGER NOT NULL, 
	most_pain DOUBLE NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_programmes PRIMARY KEY (athlete_id), 
	CONSTRAINT fk_programmes_athlete_id_athletes FOREIGN KEY(athlete_id) REFERENCES athletes (id) ON DELETE CASCADE
);
INSERT INTO "programmes" VALUES('01a211ef-2900-7000-8000-00000000001b','{"format": "calf-programme", "version": 1, "name": "General calf strength", "source": "Progression by repetitions, then load (American College of Sports Medicine 2009); straight and bent knee apart, because a bent knee slackens the gastrocnemius (H\u00e9bert-Losier 2009); numbers are conventions, to be edited.", "most_pain": 3.0, "phases": [{"name": "1 Foundation", "goal": "Body weight through the whole range, straight and bent knee.", "min_weeks": 3.0, "sessions_per_week": 3, "exercises": [{"name": "Two-leg raises", "exercise": "calf_raise", "side": "both", "knee": "straight", "surface": "floor", "sets": 3, "reps": [12, 20], "load_kg": 0.0, "load_step_kg": 0.0, "tempo": null, "progress": ["reps", "surface"], "surfaces": ["floor", "step"]}, {"name": "Bent-knee raises", "exercise": "calf_raise", "side": "both", "knee": "bent", "surface": "floor", "sets": 3, "reps": [12, 20], "load_kg": 0.0, "load_step_kg": 0.0, "tempo": null, "progress": ["reps"], "surfaces": []}, {"name": "Balance on one leg, seconds", "exercise": "balance", "side": "each", "knee": "straight", "surface": "floor", "sets": 2, "reps": [20, 45], "load_kg": 0.0, "load_step_kg": 0.0, "tempo": null, "progress": ["reps", "surface"], "surfaces": ["floor", "foam"]}], "entry": [], "exit": [{"measure": "pain", "at_least": null, "at_most": 3.0, "sessions": 2}, {"measure": "two_leg_reps", "at_least": 20.0, "at_most": null, "sessions": 1}]}, {"name": "2 Strength", "goal": "One leg, then load.", "min_weeks": 6.0, "sessions_per_week": 3, "exercises": [{"name": "Single-leg raises", "exercise": "calf_raise", "side": "each", "knee": "straight", "surface": "floor", "sets": 3, "reps": [8, 15], "load_kg": 0.0, "load_step_kg": 5.0, "tempo": null, "progress": ["reps", "surface", "load"], "surfaces": ["floor", "step"]}, {"name": "Seated raises", "exercise": "calf_raise", "side": "both", "knee": "seated", "surface": "floor", "sets": 3, "reps": [8, 15], "load_kg": 10.0, "load_step_kg": 5.0, "tempo": null, "progress": ["reps", "load"], "surfaces": []}, {"name": "Isometric push, seconds", "exercise": "isometric_plantar_flexion", "side": "both", "knee": "straight", "surface": "floor", "sets": 4, "reps": [20, 45], "load_kg": 0.0, "load_step_kg": 0.0, "tempo": null, "progress": ["reps"], "surfaces": []}], "entry": [{"measure": "two_leg_reps", "at_least": 12.0, "at_most": null, "sessions": 1}], "exit": [{"measure": "pain", "at_least": null, "at_most": 3.0, "sessions": 2}, {"measure": "single_leg_reps", "at_least": 20.0, "at_most": null, "sessions": 1}, {"measure": "symmetry_height", "at_least": 90.0, "at_most": null, "sessions": 1}]}, {"name": "3 Power", "goal": "Quick and springy, strength kept.", "min_weeks": 4.0, "sessions_per_week": 2, "exercises": [{"name": "Hops", "exercise": "hops", "side": "both", "knee": "straight", "surface": "floor", "sets": 4, "reps": [8, 15], "load_kg": 0.0, "load_step_kg": 0.0, "tempo": null, "progress": ["reps"], "surfaces": []}, {"name": "Jumps", "exercise": "countermovement_jump", "side": "both", "knee": "straight", "surface": "floor", "sets": 3, "reps": [4, 6], "load_kg": 0.0, "load_step_kg": 0.0, "tempo": null, "progress": ["reps"], "surfaces": []}, {"name": "Loaded single-leg raises", "exercise": "calf_raise", "side": "each", "knee": "straight", "surface": "step", "sets": 3, "reps": [6, 10], "load_kg": 10.0, "load_step_kg": 5.0, "tempo": null, "progress": ["reps", "load"], "surfaces": ["floor", "step"]}], "entry": [{"measure": "single_leg_reps", "at_least": 12.0, "at_most": null, "sessions": 1}], "exit": []}]}','2026-10-26',2,3.0,'2026-11-25 09:03:28.000000');
CREATE TABLE recording_streams (
	recording_id VARCHAR(36) NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	placement VARCHAR(64) NOT NULL, 
	rate_hz DOUBLE NOT NULL, 
	samples INTEGER NOT NULL, 
	missing_samples INTEGER NOT NULL, 
	start_s DOUBLE NOT NULL, 
	end_s DOUBLE NOT NULL, 
	channels JSON NOT NULL, 
	object_key VARCHAR(512) NOT NULL, 
	CONSTRAINT pk_recording_streams PRIMARY KEY (recording_id, position), 
	CONSTRAINT fk_recording_streams_recording_id_recordings FOREIGN KEY(recording_id) REFERENCES recordings (id) ON DELETE CASCADE
);
INSERT INTO "recording_streams" VALUES('01a211ef-e480-7000-8000-000000000028',0,'left_foot','imu','left_foot',100.0,3459,0,0.0,34.58,'[{"name": "acc_x", "unit": "m/s\u00b2"}, {"name": "acc_y", "unit": "m/s\u00b2"}, {"name": "acc_z", "unit": "m/s\u00b2"}, {"name": "gyr_x", "unit": "rad/s"}, {"name": "gyr_y", "unit": "rad/s"}, {"name": "gyr_z", "unit": "rad/s"}]','recordings/01a211ef-e480-7000-8000-000000000028/01a211ef-e480-7000-8000-000000000029/streams/left_foot.parquet');
INSERT INTO "recording_streams" VALUES('01a211ef-e480-7000-8000-000000000028',1,'right_foot','imu','right_foot',100.0,3459,0,0.0,34.58,'[{"name": "acc_x", "unit": "m/s\u00b2"}, {"name": "acc_y", "unit": "m/s\u00b2"}, {"name": "acc_z", "unit": "m/s\u00b2"}, {"name": "gyr_x", "unit": "rad/s"}, {"name": "gyr_y", "unit": "rad/s"}, {"name": "gyr_z", "unit": "rad/s"}]','recordings/01a211ef-e480-7000-8000-000000000028/01a211ef-e480-7000-8000-000000000029/streams/right_foot.parquet');
INSERT INTO "recording_streams" VALUES('01a211ef-e480-7000-8000-000000000028',2,'plate','force_plate','plate',500.0,17296,0,0.0,34.59,'[{"name": "fz", "unit": "N"}]','recordings/01a211ef-e480-7000-8000-000000000028/01a211ef-e480-7000-8000-000000000029/streams/plate.parquet');
INSERT INTO "recording_streams" VALUES('01a211f0-03c0-7000-8000-00000000002e',0,'left_foot','imu','left_foot',100.0,3449,0,0.0,34.48,'[{"name": "acc_x", "unit": "m/s\u00b2"}, {"name": "acc_y", "unit": "m/s\u00b2"}, {"name": "acc_z", "unit": "m/s\u00b2"}, {"name": "gyr_x", "unit": "rad/s"}, {"name": "gyr_y", "unit": "rad/s"}, {"name": "gyr_z", "unit": "rad/s"}]','recordings/01a211f0-03c0-7000-8000-00000000002e/01a211f0-03c0-7000-8000-00000000002f/streams/left_foot.parquet');
INSERT INTO "recording_streams" VALUES('01a211f0-03c0-7000-8000-00000000002e',1,'right_foot','imu','right_foot',100.0,3449,0,0.0,34.48,'[{"name": "acc_x", "unit": "m/s\u00b2"}, {"name": "acc_y", "unit": "m/s\u00b2"}, {"name": "acc_z", "unit": "m/s\u00b2"}, {"name": "gyr_x", "unit": "rad/s"}, {"name": "gyr_y", "unit": "rad/s"}, {"name": "gyr_z", "unit": "rad/s"}]','recordings/01a211f0-03c0-7000-8000-00000000002e/01a211f0-03c0-7000-8000-00000000002f/streams/right_foot.parquet');
INSERT INTO "recording_streams" VALUES('01a211f0-03c0-7000-8000-00000000002e',2,'plate','force_plate','plate',500.0,17244,0,0.0,34.486,'[{"name": "fz", "unit": "N"}]','recordings/01a211f0-03c0-7000-8000-00000000002e/01a211f0-03c0-7000-8000-00000000002f/streams/plate.parquet');
INSERT INTO "recording_streams" VALUES('01a211f0-2300-7000-8000-000000000034',0,'left_plate','force_plate','left_plate',500.0,3643,0,0.0,7.284,'[{"name": "fz", "unit": "N"}]','recordings/01a211f0-2300-7000-8000-000000000034/01a211f0-2300-7000-8000-000000000035/streams/left_plate.parquet');
INSERT INTO "recording_streams" VALUES('01a211f0-2300-7000-8000-000000000034',1,'right_plate','force_plate','right_plate',500.0,3643,0,0.0,7.284,'[{"name": "fz", "unit": "N"}]','recordings/01a211f0-2300-7000-8000-000000000034/01a211f0-2300-7000-8000-000000000035/streams/right_plate.parquet');
INSERT INTO "recording_streams" VALUES('01a211f0-4240-7000-8000-00000000003a',0,'left_foot','imu','left_foot',100.0,1994,120,0.0,21.13,'[{"name": "acc_x", "unit": "m/s\u00b2"}, {"name": "acc_y", "unit": "m/s\u00b2"}, {"name": "acc_z", "unit": "m/s\u00b2"}, {"name": "gyr_x", "unit": "rad/s"}, {"name": "gyr_y", "unit": "rad/s"}, {"name": "gyr_z", "unit": "rad/s"}]','recordings/01a211f0-4240-7000-8000-00000000003a/01a211f0-4240-7000-8000-00000000003b/streams/left_foot.parquet');
INSERT INTO "recording_streams" VALUES('01a211f0-4240-7000-8000-00000000003a',1,'left_shank','imu','left_shank',100.0,2114,0,0.0,21.13,'[{"name": "acc_x", "unit": "m/s\u00b2"}, {"name": "acc_y", "unit": "m/s\u00b2"}, {"name": "acc_z", "unit": "m/s\u00b2"}, {"name": "gyr_x", "unit": "rad/s"}, {"name": "gyr_y", "unit": "rad/s"}, {"name": "gyr_z", "unit": "rad/s"}]','recordings/01a211f0-4240-7000-8000-00000000003a/01a211f0-4240-7000-8000-00000000003b/streams/left_shank.parquet');
INSERT INTO "recording_streams" VALUES('01a211f0-4240-7000-8000-00000000003a',2,'plate','force_plate','plate',500.0,10568,0,0.0,21.134,'[{"name": "fz", "unit": "N"}]','recordings/01a211f0-4240-7000-8000-00000000003a/01a211f0-4240-7000-8000-00000000003b/streams/plate.parquet');
INSERT INTO "recording_streams" VALUES('01a211f0-6180-7000-8000-000000000040',0,'plate','force_plate','plate',500.0,3602,0,0.0,7.202,'[{"name": "fz", "unit": "N"}]','recordings/01a211f0-6180-7000-8000-000000000040/01a211f0-6180-7000-8000-000000000041/streams/plate.parquet');
CREATE TABLE "recordings" (
	id VARCHAR(36) NOT NULL, 
	created_at DATETIME NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	upload_name VARCHAR(255) NOT NULL, 
	upload_bytes INTEGER NOT NULL, 
	upload_sha256 VARCHAR(64) NOT NULL, 
	stated_rate_hz DOUBLE, 
	stated_exercise VARCHAR(64), 
	started_at DATETIME, 
	duration_s DOUBLE NOT NULL, 
	description TEXT NOT NULL, 
	athlete_id VARCHAR(36) NOT NULL, 
	created_by VARCHAR(36), 
	object_key VARCHAR(512) NOT NULL, 
	deleted_at DATETIME, 
	CONSTRAINT pk_recordings PRIMARY KEY (id), 
	CONSTRAINT uq_recordings_athlete_id_fingerprint UNIQUE (athlete_id, fingerprint), 
	CONSTRAINT fk_recordings_athlete_id_athletes FOREIGN KEY(athlete_id) REFERENCES athletes (id) ON DELETE CASCADE, 
	CONSTRAINT fk_recordings_created_by_users FOREIGN KEY(created_by) REFERENCES users (id) ON DELETE SET NULL
);
INSERT INTO "recordings" VALUES('01a211ef-e480-7000-8000-000000000028','2026-11-25 09:01:04.000000','25287c9f50d9eb1ff06b39857ce80ffdec6d9c98d19e57d279e46518665642c3','raises four weeks ago.zip',203869,'e96b63e3932a53e319622ac3d5d5aca47308b658167d8673b65310ecbac01e1b',NULL,NULL,'2026-10-28 09:00:00.000000',34.59,'{
 "format": "calf-recording",
 "version": 1,
 "subject": {
  "mass_kg": 75.0,
  "height_m": 1.78,
  "foot_length_m": 0.27
 },
 "variant": {},
 "segments": [
  {
   "start_s": 2.5,
   "end_s": 17.16031326970232,
   "exercise": "calf_raise",
   "variant": {
    "side": "left",
    "knee": "straight",
    "load_kg": 0.0,
    "surface": "floor"
   }
  },
  {
   "start_s": 18.66031326970232,
   "end_s": 33.09231769027877,
   "exercise": "calf_raise",
   "variant": {
    "side": "right",
    "knee": "straight",
    "load_kg": 0.0,
    "surface": "floor"
   }
  }
 ],
 "started_at": "2026-10-28T09:00:00Z",
 "streams": [
  {
   "file": "left_foot.parquet",
   "kind": "imu",
   "placement": "left_foot",
   "rate_hz": 100.0
  },
  {
   "file": "right_foot.parquet",
   "kind": "imu",
   "placement": "right_foot",
   "rate_hz": 100.0
  },
  {
   "file": "plate.parquet",
   "kind": "force_plate",
   "placement": "plate",
   "rate_hz": 500.0
  }
 ],
 "findings": [],
 "remarks": []
}
','01a211ef-2900-7000-8000-00000000001b','01a211ef-09c0-7000-8000-000000000012','recordings/01a211ef-e480-7000-8000-000000000028/01a211ef-e480-7000-8000-000000000029/upload',NULL);
INSERT INTO "recordings" VALUES('01a211f0-03c0-7000-8000-00000000002e','2026-11-25 09:01:12.000000','c8461b405f33b75547ce157646c1a6561305f03b125934b610757265207f51ae','raises yesterday.zip',200924,'33482c23f90b47a3e5039fd5507f5084d953eb74382f7db1f8506bcb08cc9d8f',NULL,NULL,'2026-11-24 09:00:00.000000',34.486,'{
 "format": "calf-recording",
 "version": 1,
 "subject": {
  "mass_kg": 75.0,
  "height_m": 1.78,
  "foot_length_m": 0.27
 },
 "variant": {},
 "segments": [
  {
   "start_s": 2.5,
   "end_s": 17.02813659500457,
   "exercise": "calf_raise",
   "variant": {
    "side": "left",
    "knee": "straight",
    "load_kg": 0.0,
    "surface": "floor"
   }
  },
  {
   "start_s": 18.52813659500457,
   "end_s": 32.988045250314194,
   "exercise": "calf_raise",
   "variant": {
    "side": "right",
    "knee": "straight",
    "load_kg": 0.0,
    "surface": "floor"
   }
  }
 ],
 "started_at": "2026-11-24T09:00:00Z",
 "streams": [
  {
   "file": "left_foot.parquet",
   "kind": "imu",
   "placement": "left_foot",
   "rate_hz": 100.0
  },
  {
   "file": "right_foot.parquet",
   "kind": "imu",
   "placement": "right_foot",
   "rate_hz": 100.0
  },
  {
   "file": "plate.parquet",
   "kind": "force_plate",
   "placement": "plate",
   "rate_hz": 500.0
  }
 ],
 "findings": [],
 "remarks": []
}
','01a211ef-2900-7000-8000-00000000001b','01a211ef-09c0-7000-8000-000000000012','recordings/01a211f0-03c0-7000-8000-00000000002e/01a211f0-03c0-7000-8000-00000000002f/upload',NULL);
INSERT INTO "recordings" VALUES('01a211f0-2300-7000-8000-000000000034','2026-11-25 09:01:20.000000','ad481d7597226e35c1dbc8d6e2de985e7df9d730c676d49d3f640253d19582e6','jump yesterday.zip',29378,'9d89da61c8588184c66d8f1b5f4d4040d6a86d5cfb392b7762203cf0e5fe1cdb',NULL,NULL,'2026-11-24 06:36:00.000000',7.284,'{
 "format": "calf-recording",
 "version": 1,
 "subject": {
  "mass_kg": 75.0,
  "height_m": 1.78,
  "foot_length_m": 0.27
 },
 "exercise": "countermovement_jump",
 "variant": {
  "load_kg": 0.0
 },
 "segments": [],
 "started_at": "2026-11-24T06:36:00Z",
 "streams": [
  {
   "file": "left_plate.parquet",
   "kind": "force_plate",
   "placement": "left_plate",
   "rate_hz": 500.0
  },
  {
   "file": "right_plate.parquet",
   "kind": "force_plate",
   "placement": "right_plate",
   "rate_hz": 500.0
  }
 ],
 "findings": [],
 "remarks": []
}
','01a211ef-2900-7000-8000-00000000001b','01a211ef-09c0-7000-8000-000000000012','recordings/01a211f0-2300-7000-8000-000000000034/01a211f0-2300-7000-8000-000000000035/upload',NULL);
INSERT INTO "recordings" VALUES('01a211f0-4240-7000-8000-00000000003a','2026-11-25 09:01:28.000000','0615096aaba712a8ad70e193726538bbeea1fe9ecbad33b200da286aaf959913','raises damaged.zip',145751,'42b18eba559c714c3e688f18bda0190e78568c66190eb835c3f26d8700aa1151',NULL,NULL,'2026-11-23 09:00:00.000000',21.134,'{
 "format": "calf-recording",
 "version": 1,
 "subject": {
  "mass_kg": 75.0,
  "height_m": 1.78,
  "foot_length_m": 0.27
 },
 "exercise": "calf_raise",
 "variant": {
  "side": "left",
  "knee": "straight",
  "load_kg": 0.0,
  "surface": "floor"
 },
 "segments": [],
 "started_at": "2026-11-23T09:00:00Z",
 "streams": [
  {
   "file": "left_foot.parquet",
   "kind": "imu",
   "placement": "left_foot",
   "rate_hz": 100.0
  },
  {
   "file": "left_shank.parquet",
   "kind": "imu",
   "placement": "left_shank",
   "rate_hz": 100.0
  },
  {
   "file": "plate.parquet",
   "kind": "force_plate",
   "placement": "plate",
   "rate_hz": 500.0
  }
 ],
 "findings": [],
 "remarks": []
}
','01a211ef-6780-7000-8000-000000000023','01a211ef-09c0-7000-8000-000000000012','recordings/01a211f0-4240-7000-8000-00000000003a/01a211f0-4240-7000-8000-00000000003b/upload',NULL);
INSERT INTO "recordings" VALUES('01a211f0-6180-7000-8000-000000000040','2026-11-25 09:01:36.000000','1d27445995b7fe0edbec5d923772ef94bba37bae47f20097a9908bba2e44cd67','squat jump.zip',14907,'e704870cd6d3f229642581355f942146bc2091f6f6fb1d50bcba2ce94cae1790',NULL,NULL,'2026-11-19 09:00:00.000000',7.202,'{
 "format": "calf-recording",
 "version": 1,
 "subject": {
  "mass_kg": 75.0,
  "height_m": 1.78,
  "foot_length_m": 0.27
 },
 "exercise": "squat_jump",
 "variant": {},
 "segments": [],
 "started_at": "2026-11-19T09:00:00Z",
 "streams": [
  {
   "file": "plate.parquet",
   "kind": "force_plate",
   "placement": "plate",
   "rate_hz": 500.0
  }
 ],
 "findings": [],
 "remarks": []
}
','01a211ef-6780-7000-8000-000000000023','01a211ef-09c0-7000-8000-000000000012','recordings/01a211f0-6180-7000-8000-000000000040/01a211f0-6180-7000-8000-000000000041/upload','2026-11-25 09:03:20.000000');
CREATE TABLE runs (
	id VARCHAR(36) NOT NULL, 
	session_id VARCHAR(36) NOT NULL, 
	pipeline_version VARCHAR(32) NOT NULL, 
	revision INTEGER NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	failure TEXT, 
	created_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	duration_s DOUBLE, 
	stream_names JSON NOT NULL, 
	attempts INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_runs PRIMARY KEY (id), 
	CONSTRAINT fk_runs_session_id_sessions FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE, 
	CONSTRAINT uq_runs_session_id_pipeline_version_revision UNIQUE (session_id, pipeline_version, revision)
);
INSERT INTO "runs" VALUES('01a211f0-03c0-7000-8000-000000000032','01a211f0-03c0-7000-8000-000000000031','1.4.0',0,'done',NULL,'2026-11-25 09:01:12.000000','2026-11-25 09:01:12.000000',34.486,'["left_foot", "right_foot", "plate"]',1);
INSERT INTO "runs" VALUES('01a211f0-2300-7000-8000-000000000038','01a211f0-2300-7000-8000-000000000037','1.4.0',0,'done',NULL,'2026-11-25 09:01:20.000000','2026-11-25 09:01:20.000000',7.284,'["left_plate", "right_plate"]',1);
INSERT INTO "runs" VALUES('01a211f0-4240-7000-8000-00000000003e','01a211f0-4240-7000-8000-00000000003d','1.4.0',0,'done',NULL,'2026-11-25 09:01:28.000000','2026-11-25 09:01:28.000000',21.134,'["left_foot", "left_shank", "plate"]',1);
INSERT INTO "runs" VALUES('01a211f0-6180-7000-8000-000000000044','01a211f0-6180-7000-8000-000000000043','1.4.0',0,'done',NULL,'2026-11-25 09:01:36.000000','2026-11-25 09:01:36.000000',7.202,'["plate"]',1);
INSERT INTO "runs" VALUES('01a211f1-9a00-7000-8000-000000000057','01a211ef-e480-7000-8000-00000000002b','1.4.0',2,'done',NULL,'2026-11-25 09:02:56.000000','2026-11-25 09:02:56.000000',34.59,'["left_foot", "right_foot", "plate"]',1);
CREATE TABLE session_notes (
	id VARCHAR(36) NOT NULL, 
	session_id VARCHAR(36) NOT NULL, 
	text VARCHAR(2000) NOT NULL, 
	created_by VARCHAR(36), 
	created_at DATETIME NOT NULL, 
	edited_at DATETIME, 
	CONSTRAINT pk_session_notes PRIMARY KEY (id), 
	CONSTRAINT fk_session_notes_created_by_users FOREIGN KEY(created_by) REFERENCES users (id) ON DELETE SET NULL, 
	CONSTRAINT fk_session_notes_session_id_sessions FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
);
INSERT INTO "session_notes" VALUES('01a211f1-b940-7000-8000-000000000059','01a211ef-e480-7000-8000-00000000002b','Heavy from rep 3 on.','01a211ef-09c0-7000-8000-000000000012','2026-11-25 09:03:04.000000',NULL);
CREATE TABLE session_shares (
	id VARCHAR(36) NOT NULL, 
	session_id VARCHAR(36) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	label VARCHAR(120), 
	shown_name VARCHAR(120), 
	shows_club BOOLEAN NOT NULL, 
	created_by VARCHAR(36) NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	revoked_at DATETIME, 
	opened INTEGER NOT NULL, 
	opened_at DATETIME, 
	CONSTRAINT pk_session_shares PRIMARY KEY (id), 
	CONSTRAINT fk_session_shares_created_by_users FOREIGN KEY(created_by) REFERENCES users (id) ON DELETE CASCADE, 
	CONSTRAINT fk_session_shares_session_id_sessions FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE, 
	CONSTRAINT uq_session_shares_digest UNIQUE (digest)
);
INSERT INTO "session_shares" VALUES('01a211f1-d880-7000-8000-00000000005b','01a211ef-e480-7000-8000-00000000002b','1067c484dc9831d9c3b1075a01d6ca0a1ec2ce0f9c9fbed2836591b323c486fb',NULL,'Sam',0,'01a211ef-09c0-7000-8000-000000000012','2026-11-25 09:03:12.000000','2026-12-02 09:03:12.000000',NULL,0,NULL);
CREATE TABLE session_summaries (
	session_id VARCHAR(36) NOT NULL, 
	exercise VARCHAR(64) NOT NULL, 
	side VARCHAR(16) NOT NULL, 
	quantity VARCHAR(64) NOT NULL, 
	athlete_id VARCHAR(36) NOT NULL, 
	performed_at DATETIME NOT NULL, 
	count INTEGER NOT NULL, 
	mean DOUBLE NOT NULL, 
	lowest DOUBLE NOT NULL, 
	highest DOUBLE NOT NULL, 
	unit VARCHAR(16) NOT NULL, 
	method VARCHAR(64) NOT NULL, 
	quality VARCHAR(8) NOT NULL, 
	uncertainty DOUBLE, 
	CONSTRAINT pk_session_summaries PRIMARY KEY (session_id, exercise, side, quantity), 
	CONSTRAINT fk_session_summaries_athlete_id_athletes FOREIGN KEY(athlete_id) REFERENCES athletes (id) ON DELETE CASCADE, 
	CONSTRAINT fk_session_summaries_session_id_sessions FOREIGN KEY(session_id) REFERENCES sessions (id) ON DELETE CASCADE
);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','concentric_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,8.10505198922225833513e-01,7.77949240096997174376e-01,8.63127868689503308097e-01,'s','foot_imu','good',7.10272598309124869597e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','eccentric_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,9.15025111356756237768e-01,8.89755800994134093961e-01,9.27070862009272800285e-01,'s','foot_imu','good',7.10272598309124869597e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','top_hold_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,2.88613488778898474862e-01,2.70949642031329152036e-01,3.04719526385976824389e-01,'s','foot_imu','good',7.10272598309124869597e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','range_of_motion','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,2.22880619347913793153e+01,2.19735294553446394152e+01,2.27822369252943843784e+01,'deg','foot_imu','good',2.5);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','peak_plantar_flexion_velocity','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,5.14869668565460116829e+01,4.95822792929335065537e+01,52.7915350807751,'deg/s','foot_imu','good',4.08374605242325294796e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','peak_plantar_flexion','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,2.20391103799113743369e+01,2.17850692756742034825e+01,2.25116624615735148049e+01,'deg','foot_imu','good',4.0);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','heel_height','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,7.17437837832103908475e-02,0.0707669972698548,0.0732587076664168,'m','foot_imu','good',4.41227606236584482535e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','peak_vertical_velocity','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,1.09013184001603785633e-01,1.04508798607681349657e-01,1.11958081721023408605e-01,'m/s','plate','good',1.90445088936680440028e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','mean_vertical_velocity','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,5.66712334315438090448e-02,0.0542711050321314,5.80258821348561201758e-02,'m/s','plate','good',2.74655533610792829818e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','peak_power','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,8.04255453352341191913e+01,7.70911993098348631309e+01,8.25908337623009458638e+01,'W','plate','good',1.40440703416743639664e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','mean_power','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,4.16802573416723873842e+01,3.99141469971155160578e+01,4.26759492949993699548e+01,'W','plate','good',2.01996897225104365958e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','work','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,3.40505001764112407163e+01,3.37930734816221089999e+01,3.45378620559986302404e+01,'J','plate','good',5.98681535834977074372e-01);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','peak_joint_power','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,7.6250308537898462192e+01,7.31472588096904701143e+01,7.82642835839157271484e+01,'W','modelled_moment_plate','fair',1.56528567167831464956e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','bottom_hold_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',3,6.22662999999999855482e-01,5.81910999999999845044e-01,6.43689000000000177692e-01,'s','foot_imu','good',6.95245920260043615002e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','concentric_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,8.19888972274661176342e-01,7.99613751834726715905e-01,8.44339198185783179617e-01,'s','foot_imu','good',6.97499245076542429e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','eccentric_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,8.93064725851671625811e-01,8.51456289507788732784e-01,9.18919315537592873432e-01,'s','foot_imu','good',6.97499245076542429e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','top_hold_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,3.01150403954945966589e-01,2.88575844904610800956e-01,3.19726055469518266605e-01,'s','foot_imu','good',6.97499245076542429e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','range_of_motion','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,3.72287354592501316128e+01,3.6104911253767625113e+01,3.81645558042918224828e+01,'deg','foot_imu','good',2.5);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','peak_plantar_flexion_velocity','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,8.48749077014488193491e+01,8.36563752959955593286e+01,86.3204395123141,'deg/s','foot_imu','good',5.08961318536942286527e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','peak_plantar_flexion','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,3.72161713309822843602e+01,3.60882309397446192637e+01,3.8174611036928254748e+01,'deg','foot_imu','good',4.0);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','heel_height','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,1.14347498108323258891e-01,1.1138800269722991254e-01,1.16783421920028759877e-01,'m','foot_imu','good',5.71862108106170521221e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','peak_vertical_velocity','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,1.65183340914798054699e-01,1.6256021232256398501e-01,1.68616774652378370591e-01,'m/s','plate','good',0.00327016182244574);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','mean_vertical_velocity','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,8.30973531661371445089e-02,8.15580154498771747739e-02,8.48917896628958168481e-02,'m/s','plate','good',4.09093458029246518498e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','peak_power','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,1.22137026964477655608e+02,1.20193275617969675295e+02,1.24737394853146696502e+02,'W','plate','good',2.41916302408851935368e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','mean_power','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,6.11155182721678258417e+01,5.99797720952650479384e+01,6.24329352768975596186e+01,'W','plate','good',3.00864258943824358638e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','work','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,4.97710743760790848017e+01,4.86014504284827495448e+01,5.06193232210073844595e+01,'J','plate','good',9.68986705815222504334e-01);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','peak_joint_power','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',4,1.14929427000826748898e+02,1.13416614716263183023e+02,1.16731301841716359033e+02,'W','modelled_moment_plate','fair',2.3346260368343273229e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','bottom_hold_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',3,6.00869333333333144331e-01,5.64802000000000248292e-01,6.36829999999999785131e-01,'s','foot_imu','good',6.97499245076542429e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','reps','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,4.0,4.0,4.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','full_reps','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,4.0,4.0,4.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','endurance_reps','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,4.0,4.0,4.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','total_height','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,2.8697513513284156339e-01,2.8697513513284156339e-01,2.8697513513284156339e-01,'m','foot_imu','good',1.74894225798490621226e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','best_height','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,0.0732587076664168,0.0732587076664168,0.0732587076664168,'m','foot_imu','good',4.41227606236584482535e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','total_work','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,1.3620200070564496286e+02,1.3620200070564496286e+02,1.3620200070564496286e+02,'J','plate','good',2.26822330169586638959e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','symmetry_work','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,6.84142357850658555662e+01,6.84142357850658555662e+01,6.84142357850658555662e+01,'%','weaker_over_stronger','good',1.6748467141111520462e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','left','symmetry_height','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,6.27418920134538780084e+01,6.27418920134538780084e+01,6.27418920134538780084e+01,'%','weaker_over_stronger','good',4.91895095963974693376e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','reps','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,4.0,4.0,4.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','full_reps','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,4.0,4.0,4.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','endurance_reps','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,4.0,4.0,4.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','total_height','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,4.57389992433293035567e-01,4.57389992433293035567e-01,4.57389992433293035567e-01,'m','foot_imu','good',2.25579588671322335546e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','best_height','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,1.16783421920028759877e-01,1.16783421920028759877e-01,1.16783421920028759877e-01,'m','foot_imu','good',5.71862108106170521221e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','total_work','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,1.99084297504316339198e+02,1.99084297504316339198e+02,1.99084297504316339198e+02,'J','plate','good',3.57234468017261);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','symmetry_work','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,6.84142357850658555662e+01,6.84142357850658555662e+01,6.84142357850658555662e+01,'%','weaker_over_stronger','good',1.6748467141111520462e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-03c0-7000-8000-000000000031','calf_raise','right','symmetry_height','01a211ef-2900-7000-8000-00000000001b','2026-11-24 09:00:00.000000',1,6.27418920134538780084e+01,6.27418920134538780084e+01,6.27418920134538780084e+01,'%','weaker_over_stronger','good',4.91895095963974693376e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','flight_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,5.36020334040202661718e-01,5.36020334040202661718e-01,5.36020334040202661718e-01,'s','plate','good',6.03093481642316599916e-04);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','jump_height_flight_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,3.52203136088105717149e-01,3.52203136088105717149e-01,3.52203136088105717149e-01,'m','plate','good',1.00313575976746106183e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','landing_peak_force','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,2.17550000000000045468e+03,2.17550000000000045468e+03,2.17550000000000045468e+03,'N','plate','good',6.5265000000000014781e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','jump_height_impulse','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,3.39371469091640454163e-01,3.39371469091640454163e-01,3.39371469091640454163e-01,'m','plate','good',5.00225950883999292972e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','takeoff_velocity','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,2.57996016146278339675e+00,2.57996016146278339675e+00,2.57996016146278339675e+00,'m/s','plate','good',1.90140177143480887389e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','time_to_takeoff','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,8.08490430622009648153e-01,8.08490430622009648153e-01,8.08490430622009648153e-01,'s','plate','good',0.016);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','propulsive_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,2.56359953495653825061e-01,2.56359953495653825061e-01,2.56359953495653825061e-01,'s','plate','good',0.004);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','body_weight','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,7.35929511111111196459e+02,7.35929511111111196459e+02,7.35929511111111196459e+02,'N','plate','good',5.30401100367976635618e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','peak_force','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,1.7294084579510297317e+03,1.7294084579510297317e+03,1.7294084579510297317e+03,'N','plate','good',1.7294084579510297317e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','peak_power','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,3.71808736670997905097e+03,3.71808736670997905097e+03,3.71808736670997905097e+03,'W','plate','good',3.71818393184466913217e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','peak_power_relative','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,4.95454808160850603817e+01,4.95454808160850603817e+01,4.95454808160850603817e+01,'W/kg','plate','good',4.95467675975822141598e-01);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','mean_power','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,2.1214858073239761325e+03,2.1214858073239761325e+03,2.1214858073239761325e+03,'W','plate','good',3.93168450611407251918e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','propulsive_impulse','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,1.93610337914726301274e+02,1.93610337914726301274e+02,1.93610337914726301274e+02,'N·s','plate','good',1.42688652707889018778e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','push_off_distance','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,3.99649338426106948141e-01,3.99649338426106948141e-01,3.99649338426106948141e-01,'m','plate','good',0.01);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','rsi_modified','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,4.19759413640240663934e-01,4.19759413640240663934e-01,4.19759413640240663934e-01,'m/s','plate','good',1.03579737018983097929e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','countermovement_depth','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,3.00189474352808738366e-01,3.00189474352808738366e-01,3.00189474352808738366e-01,'m','plate','good',0.01);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','braking_time','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,1.52130477126355800887e-01,1.52130477126355800887e-01,1.52130477126355800887e-01,'s','plate','good',0.004);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','braking_impulse','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,9.19023525333332713671e+01,9.19023525333332713671e+01,9.19023525333332713671e+01,'N·s','plate','good',1.42688652707889018778e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','rate_of_force_development','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,6.5028277368389735785e+03,6.5028277368389735785e+03,6.5028277368389735785e+03,'N/s','plate','good',1.70980275870373731091e+02);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','rate_of_force_development_50ms','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,3.36199999999999909051e+03,3.36199999999999909051e+03,3.36199999999999909051e+03,'N/s','plate','good',1.05500257819590188997e+02);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','rate_of_force_development_100ms','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,5.44299999999999909068e+03,5.44299999999999909068e+03,5.44299999999999909068e+03,'N/s','plate','good',7.39095724517467260721e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','rate_of_force_development_150ms','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,6.58000000000000090935e+03,6.58000000000000090935e+03,6.58000000000000090935e+03,'N/s','plate','good',7.37614473225079336771e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','rate_of_force_development_200ms','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,6.64050000000000181918e+03,6.64050000000000181918e+03,6.64050000000000181918e+03,'N/s','plate','good',7.09550845605866555834e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','asymmetry_peak_force','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,4.62107208872432131951e-02,4.62107208872432131951e-02,4.62107208872432131951e-02,'%','two_plates','good',1.0);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','asymmetry_propulsive_impulse','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,9.66638367979435857157e-03,9.66638367979435857157e-03,9.66638367979435857157e-03,'%','two_plates','good',1.0);
INSERT INTO "session_summaries" VALUES('01a211f0-2300-7000-8000-000000000037','countermovement_jump','both','reps','01a211ef-2900-7000-8000-00000000001b','2026-11-24 06:36:00.000000',1,1.0,1.0,1.0,'1','plate','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','concentric_time','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,8.06301815162932200564e-01,7.49536423936510209919e-01,8.39730154099841530346e-01,'s','foot_shank_imu','poor',7.07063640131960352563e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','eccentric_time','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,8.67213582750415379329e-01,8.0955405758319787246e-01,0.937878146701577,'s','foot_shank_imu','poor',7.07063640131960352563e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','top_hold_time','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,3.25677794440956347443e-01,2.76571225695200539895e-01,4.09538201211854302474e-01,'s','foot_shank_imu','poor',7.07063640131960352563e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','range_of_motion','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,3.20944077177985747089e+01,3.13909292212836525952e+01,3.34959217708486818305e+01,'deg','foot_shank_imu','poor',1.0);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','peak_plantar_flexion_velocity','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,7.4521441943613453418e+01,69.1531406685888,78.8805555801149,'deg/s','foot_shank_imu','poor',3.36641666740344680519e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','peak_plantar_flexion','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,3.21660219025138687247e+01,3.09237919712995612542e+01,3.35288299626687589247e+01,'deg','foot_shank_imu','poor',1.0);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','heel_height','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,1.06637967102645794814e-01,1.04160823595822862874e-01,1.10996107261869494942e-01,'m','foot_shank_imu','poor',5.53113516159770956387e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','peak_vertical_velocity','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,1.49439100164099197831e-01,1.38411040065335361193e-01,1.60816512611595380244e-01,'m/s','plate','good',9.66285956442651527975e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','mean_vertical_velocity','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,7.68561886215146233825e-02,7.130448744849207654e-02,0.0856925032279881,'m/s','plate','good',6.51272940928293922469e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','peak_power','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,1.1625008157525088848e+02,1.07133671656578570723e+02,1.26062589920034980647e+02,'W','plate','good',7.45622910425106599774e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','mean_power','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,5.94714049188067335211e+01,5.49638106878797785262e+01,6.5806299397278451126e+01,'W','plate','good',5.00135490569675766892e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','work','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,47.9984946858897,4.67133096344850926593e+01,4.88002925217911283101e+01,'J','plate','good',2.86258713041105528063e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','peak_joint_power','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',6,1.07842997454164915896e+02,99.4525541987324,1.14986272554698558683e+02,'W','modelled_moment_plate','fair',2.29972545109397117366e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','bottom_hold_time','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',5,6.27434000000000380303e-01,5.86657999999999901774e-01,6.83219999999999494377e-01,'s','foot_shank_imu','poor',7.07063640131960352563e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','reps','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',1,6.0,6.0,6.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','full_reps','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',1,6.0,6.0,6.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','endurance_reps','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',1,6.0,6.0,6.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','total_height','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',1,6.39827802615874796643e-01,6.39827802615874796643e-01,6.39827802615874796643e-01,'m','foot_shank_imu','poor',0.0323548796323329);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','best_height','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',1,1.10996107261869494942e-01,1.10996107261869494942e-01,1.10996107261869494942e-01,'m','foot_shank_imu','fair',5.53113516159770956387e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','height_fatigue','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',1,2.4789207215187505362e+00,2.4789207215187505362e+00,2.4789207215187505362e+00,'%','foot_shank_imu','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211f0-4240-7000-8000-00000000003d','calf_raise','left','total_work','01a211ef-6780-7000-8000-000000000023','2026-11-23 09:00:00.000000',1,2.87990968115338205283e+02,2.87990968115338205283e+02,2.87990968115338205283e+02,'J','plate','good',1.32622050807472220408e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','flight_time','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,5.20609476290838757428e-01,5.20609476290838757428e-01,5.20609476290838757428e-01,'s','plate','good',6.01984456946540354149e-04);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','jump_height_flight_time','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,3.32242225035711880032e-01,3.32242225035711880032e-01,3.32242225035711880032e-01,'m','plate','good',1.00294745041289157239e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','landing_peak_force','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,2.13570000000000027287e+03,2.13570000000000027287e+03,2.13570000000000027287e+03,'N','plate','good',6.40710000000000121653e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','jump_height_impulse','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,3.19483233970898172771e-01,3.19483233970898172771e-01,3.19483233970898172771e-01,'m','plate','good',5.00032780431483060701e-03);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','takeoff_velocity','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,2.50322202627761658533e+00,2.50322202627761658533e+00,2.50322202627761658533e+00,'m/s','plate','good',1.95893389189703871766e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','time_to_takeoff','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,7.40471215351812594995e-01,7.40471215351812594995e-01,7.40471215351812594995e-01,'s','plate','good',0.016);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','propulsive_time','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,2.35742153563839568208e-01,2.35742153563839568208e-01,2.35742153563839568208e-01,'s','plate','good',0.004);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','body_weight','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,7.35513333333333321198e+02,7.35513333333333321198e+02,7.35513333333333321198e+02,'N','plate','good',2.27194309099936070373e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','peak_force','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,1.72814000932375438426e+03,1.72814000932375438426e+03,1.72814000932375438426e+03,'N','plate','good',1.72814000932375435581e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','peak_power','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,3.73623726984579752744e+03,3.73623726984579752744e+03,3.73623726984579752744e+03,'W','plate','good',3.73625509433996754187e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','peak_power_relative','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,4.98155091985642073382e+01,4.98155091985642073382e+01,4.98155091985642073382e+01,'W/kg','plate','good',4.9815746853774295344e-01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','mean_power','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,2.08911022978742721544e+03,2.08911022978742721544e+03,2.08911022978742721544e+03,'W','plate','good',4.11455809740055471462e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','propulsive_impulse','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,1.87745374477611761676e+02,1.87745374477611761676e+02,1.87745374477611761676e+02,'N·s','plate','good',1.46922954995725407734e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','push_off_distance','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,3.50116994857394947526e-01,3.50116994857394947526e-01,3.50116994857394947526e-01,'m','plate','good',0.01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','rsi_modified','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,4.31459356349328637669e-01,4.31459356349328637669e-01,4.31459356349328637669e-01,'m/s','plate','good',1.15116630028479181857e-02);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','countermovement_depth','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,2.50071074703597573396e-01,2.50071074703597573396e-01,2.50071074703597573396e-01,'m','plate','good',0.01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','braking_time','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,1.3872906178797303478e-01,1.3872906178797303478e-01,1.3872906178797303478e-01,'s','plate','good',0.004);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','braking_impulse','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,83.8645066666666,83.8645066666666,83.8645066666666,'N·s','plate','good',1.46922954995725407734e+00);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','rate_of_force_development','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,7.10240760337212577706e+03,7.10240760337212577706e+03,7.10240760337212577706e+03,'N/s','plate','good',2.04784996361529834994e+02);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','rate_of_force_development_50ms','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,3276.0,3276.0,3276.0,'N/s','plate','good',1.05229357120529826369e+02);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','rate_of_force_development_100ms','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,5795.0,5795.0,5795.0,'N/s','plate','good',7.6538895340865749973e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','rate_of_force_development_150ms','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,7020.0,7020.0,7020.0,'N/s','plate','good',7.77119753391400536202e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','rate_of_force_development_200ms','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,6924.5,6924.5,6924.5,'N/s','plate','good',7.36197665372554723708e+01);
INSERT INTO "session_summaries" VALUES('01a211f0-6180-7000-8000-000000000043','squat_jump','both','reps','01a211ef-6780-7000-8000-000000000023','2026-11-19 09:00:00.000000',1,1.0,1.0,1.0,'1','plate','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','concentric_time','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,8.08721274635519571383e-01,7.49506537936371342034e-01,8.6600858936930191767e-01,'s','foot_imu','good',7.2519412443498368348e-02);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','eccentric_time','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,9.32140466569451930922e-01,9.06543429715973680949e-01,9.82331388216251211176e-01,'s','foot_imu','good',7.2519412443498368348e-02);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','top_hold_time','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,2.95378829636961548477e-01,2.78311999984716174072e-01,3.0499535221508833338e-01,'s','foot_imu','good',7.2519412443498368348e-02);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','bottom_hold_time','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,0.628679,5.87723000000000439513e-01,6.62995999999999696683e-01,'s','foot_imu','good',7.2519412443498368348e-02);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','range_of_motion','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,3.24629022897747177012e+01,3.13145051155681848338e+01,33.3266698861297,'deg','foot_imu','good',2.5);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','peak_plantar_flexion_velocity','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,7.52841668672131305575e+01,6.76179835243675455549e+01,82.6302186148471,'deg/s','foot_imu','good',4.97890655844541285546e+00);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','peak_plantar_flexion','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,3.26359379296710940812e+01,3.14776553631693261085e+01,33.4994839911598,'deg','foot_imu','good',4.0);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','heel_height','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,1.01347454464886230218e-01,9.81518154000028536509e-02,1.03747629728058121667e-01,'m','foot_imu','good',5.30122173945831234864e-03);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','peak_vertical_velocity','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,1.5059154692313259094e-01,1.3578135626438950223e-01,1.64767558098422889356e-01,'m/s','plate','good',2.94898338469217055277e-03);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','mean_vertical_velocity','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,0.0766031075956345,6.94269647459218458562e-02,8.35862075603609339102e-02,'m/s','plate','good',4.06220982068697302608e-03);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','peak_power','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,1.11456971623581054583e+02,1.00511063090211393955e+02,1.22037670784843029988e+02,'W','plate','good',2.18421070024026731104e+00);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','mean_power','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,5.63392033540629313384e+01,5.10657521572344705882e+01,6.14718604373428050263e+01,'W','plate','good',2.98747368080010344826e+00);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','work','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,4.55193783008767240963e+01,4.43713546392847746346e+01,4.62652910585006154047e+01,'J','plate','good',8.75020220957650862736e-01);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','peak_joint_power','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,1.04754855543776116634e+02,94.547414430344,1.14728865284075439486e+02,'W','modelled_moment_plate','fair',2.29457730568150886085e+01);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','concentric_time','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,0.792266157259892,0.748440468449911,8.15555670403093735387e-01,'s','foot_imu','good',6.9264252945266960304e-02);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','eccentric_time','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,0.881734605981866,8.22212386541252726601e-01,9.30300112059189276969e-01,'s','foot_imu','good',6.9264252945266960304e-02);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','top_hold_time','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,0.30596959711971,2.81162308834797702861e-01,3.26569293840464902611e-01,'s','foot_imu','good',6.9264252945266960304e-02);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','range_of_motion','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,3.60817081165401063467e+01,3.50227155175970423779e+01,3.72688981913417833875e+01,'deg','foot_imu','good',2.5);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','peak_plantar_flexion_velocity','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,84.7736485436458,8.04817462452879510675e+01,89.3985349925087,'deg/s','foot_imu','good',5.18195604977526080858e+00);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','peak_plantar_flexion','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,3.61490091775901234427e+01,3.50856695855907076966e+01,3.73386295636579816918e+01,'deg','foot_imu','good',4.0);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','heel_height','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,1.11258854057403586135e-01,1.08433656506252182327e-01,1.14407775111688300717e-01,'m','foot_imu','good',5.64126415458553447795e-03);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','peak_vertical_velocity','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,1.65784980858024455496e-01,1.58816629343187243339e-01,1.74976542427987075134e-01,'m/s','plate','good',3.06596970639313451054e-03);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','mean_vertical_velocity','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,0.0837096494084642,8.02498481464001683916e-02,8.78802317579261277336e-02,'m/s','plate','good',4.22658167442746448422e-03);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','peak_power','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,1.22742735201290258833e+02,1.1744455409479526509e+02,1.29806532974356031223e+02,'W','plate','good',2.26727797035278433313e+00);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','mean_power','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,6.15690331572959053101e+01,5.90276474637748762566e+01,6.46311774419706637235e+01,'W','plate','good',3.10842318811096163244e+00);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','work','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,4.8769393008837113256e+01,4.79062222848965717485e+01,4.98202042445512773829e+01,'J','plate','good',9.24834048428501365179e-01);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','peak_joint_power','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',4,1.15512962186426946685e+02,1.10115783961385943707e+02,1.2235656227134450091e+02,'W','modelled_moment_plate','fair',24.4713124542689);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','bottom_hold_time','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',3,6.33323000000000746467e-01,6.03327000000000168711e-01,0.652830999999999,'s','foot_imu','good',6.9264252945266960304e-02);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','reps','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',1,3.0,3.0,3.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','left','full_reps','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',1,3.0,3.0,3.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','reps','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',1,4.0,4.0,4.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','full_reps','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',1,4.0,4.0,4.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','endurance_reps','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',1,4.0,4.0,4.0,'1','count','good',NULL);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','total_height','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',1,4.4503541622961434454e-01,4.4503541622961434454e-01,4.4503541622961434454e-01,'m','foot_imu','good',2.21592255449172166603e-02);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','best_height','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',1,1.14407775111688300717e-01,1.14407775111688300717e-01,1.14407775111688300717e-01,'m','foot_imu','good',5.64126415458553447795e-03);
INSERT INTO "session_summaries" VALUES('01a211ef-e480-7000-8000-00000000002b','calf_raise','right','total_work','01a211ef-2900-7000-8000-00000000001b','2026-10-28 09:00:00.000000',1,1.95077572035348453024e+02,1.95077572035348453024e+02,1.95077572035348453024e+02,'J','plate','good',3.27414740728875530706e+00);
CREATE TABLE sessions (
	id VARCHAR(36) NOT NULL, 
	recording_id VARCHAR(36) NOT NULL, 
	athlete_id VARCHAR(36) NOT NULL, 
	run_id VARCHAR(36), 
	status VARCHAR(16) NOT NULL, 
	failure TEXT, 
	pipeline_version VARCHAR(32) NOT NULL, 
	created_at DATETIME NOT NULL, 
	performed_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	deleted_at DATETIME, 
	exercise VARCHAR(64), 
	side VARCHAR(16), 
	effort_count INTEGER, 
	full_effort_count INTEGER, 
	done JSON, 
	CONSTRAINT pk_sessions PRIMARY KEY (id), 
	CONSTRAINT fk_sessions_athlete_id_athletes FOREIGN KEY(athlete_id) REFERENCES athletes (id) ON DELETE CASCADE, 
	CONSTRAINT fk_sessions_recording_id_recordings FOREIGN KEY(recording_id) REFERENCES recordings (id) ON DELETE CASCADE, 
	CONSTRAINT uq_sessions_recording_id UNIQUE (recording_id)
);
INSERT INTO "sessions" VALUES('01a211ef-e480-7000-8000-00000000002b','01a211ef-e480-7000-8000-000000000028','01a211ef-2900-7000-8000-00000000001b','01a211f1-9a00-7000-8000-000000000057','done',NULL,'1.4.0','2026-11-25 09:01:04.000000','2026-10-28 09:00:00.000000','2026-11-25 09:02:56.000000','2026-11-25 09:02:56.000000',NULL,'calf_raise','both',7,7,'[{"exercise": "calf_raise", "side": "left", "knee": "straight", "surface": "floor", "load_kg": 0.0, "reps": [3], "metrics": {"full_reps": 3.0}}, {"exercise": "calf_raise", "side": "right", "knee": "straight", "surface": "floor", "load_kg": 0.0, "reps": [4], "metrics": {"full_reps": 4.0, "best_height": 0.1144077751116883, "total_work": 195.07757203534845}}]');
INSERT INTO "sessions" VALUES('01a211f0-03c0-7000-8000-000000000031','01a211f0-03c0-7000-8000-00000000002e','01a211ef-2900-7000-8000-00000000001b','01a211f0-03c0-7000-8000-000000000032','done',NULL,'1.4.0','2026-11-25 09:01:12.000000','2026-11-24 09:00:00.000000','2026-11-25 09:01:12.000000','2026-11-25 09:01:12.000000',NULL,'calf_raise','both',8,8,'[{"exercise": "calf_raise", "side": "left", "knee": "straight", "surface": "floor", "load_kg": 0.0, "reps": [4], "metrics": {"full_reps": 4.0, "best_height": 0.0732587076664168, "total_work": 136.20200070564496, "symmetry_work": 68.41423578506586, "symmetry_height": 62.74189201345388}}, {"exercise": "calf_raise", "side": "right", "knee": "straight", "surface": "floor", "load_kg": 0.0, "reps": [4], "metrics": {"full_reps": 4.0, "best_height": 0.11678342192002876, "total_work": 199.08429750431634, "symmetry_work": 68.41423578506586, "symmetry_height": 62.74189201345388}}]');
INSERT INTO "sessions" VALUES('01a211f0-2300-7000-8000-000000000037','01a211f0-2300-7000-8000-000000000034','01a211ef-2900-7000-8000-00000000001b','01a211f0-2300-7000-8000-000000000038','done',NULL,'1.4.0','2026-11-25 09:01:20.000000','2026-11-24 06:36:00.000000','2026-11-25 09:01:20.000000','2026-11-25 09:01:20.000000',NULL,'countermovement_jump','both',1,1,'[{"exercise": "countermovement_jump", "side": "both", "knee": "straight", "surface": "floor", "load_kg": 0.0, "reps": [1], "metrics": {}}]');
INSERT INTO "sessions" VALUES('01a211f0-4240-7000-8000-00000000003d','01a211f0-4240-7000-8000-00000000003a','01a211ef-6780-7000-8000-000000000023','01a211f0-4240-7000-8000-00000000003e','done',NULL,'1.4.0','2026-11-25 09:01:28.000000','2026-11-23 09:00:00.000000','2026-11-25 09:01:28.000000','2026-11-25 09:01:28.000000',NULL,'calf_raise','left',6,6,'[{"exercise": "calf_raise", "side": "left", "knee": "straight", "surface": "floor", "load_kg": 0.0, "reps": [6], "metrics": {"full_reps": 6.0, "best_height": 0.1109961072618695, "total_work": 287.9909681153382}}]');
INSERT INTO "sessions" VALUES('01a211f0-6180-7000-8000-000000000043','01a211f0-6180-7000-8000-000000000040','01a211ef-6780-7000-8000-000000000023','01a211f0-6180-7000-8000-000000000044','done',NULL,'1.4.0','2026-11-25 09:01:36.000000','2026-11-19 09:00:00.000000','2026-11-25 09:03:20.000000','2026-11-25 09:01:36.000000','2026-11-25 09:03:20.000000','squat_jump','both',1,1,'[{"exercise": "squat_jump", "side": "both", "knee": "straight", "surface": "floor", "load_kg": 0.0, "reps": [1], "metrics": {}}]');
CREATE TABLE set_metrics (
	set_id INTEGER NOT NULL, 
	quantity VARCHAR(64) NOT NULL, 
	value DOUBLE NOT NULL, 
	unit VARCHAR(16) NOT NULL, 
	method VARCHAR(64) NOT NULL, 
	quality VARCHAR(8) NOT NULL, 
	uncertainty DOUBLE, 
	CONSTRAINT pk_set_metrics PRIMARY KEY (set_id, quantity), 
	CONSTRAINT fk_set_metrics_set_id_effort_sets FOREIGN KEY(set_id) REFERENCES effort_sets (id) ON DELETE CASCADE
);
INSERT INTO "set_metrics" VALUES(3,'reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(3,'full_reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(3,'endurance_reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(3,'total_height',2.8697513513284156339e-01,'m','foot_imu','good',1.74894225798490621226e-02);
INSERT INTO "set_metrics" VALUES(3,'best_height',0.0732587076664168,'m','foot_imu','good',4.41227606236584482535e-03);
INSERT INTO "set_metrics" VALUES(3,'total_work',1.3620200070564496286e+02,'J','plate','good',2.26822330169586638959e+00);
INSERT INTO "set_metrics" VALUES(3,'symmetry_work',6.84142357850658555662e+01,'%','weaker_over_stronger','good',1.6748467141111520462e+00);
INSERT INTO "set_metrics" VALUES(3,'symmetry_height',6.27418920134538780084e+01,'%','weaker_over_stronger','good',4.91895095963974693376e+00);
INSERT INTO "set_metrics" VALUES(4,'reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(4,'full_reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(4,'endurance_reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(4,'total_height',4.57389992433293035567e-01,'m','foot_imu','good',2.25579588671322335546e-02);
INSERT INTO "set_metrics" VALUES(4,'best_height',1.16783421920028759877e-01,'m','foot_imu','good',5.71862108106170521221e-03);
INSERT INTO "set_metrics" VALUES(4,'total_work',1.99084297504316339198e+02,'J','plate','good',3.57234468017261);
INSERT INTO "set_metrics" VALUES(4,'symmetry_work',6.84142357850658555662e+01,'%','weaker_over_stronger','good',1.6748467141111520462e+00);
INSERT INTO "set_metrics" VALUES(4,'symmetry_height',6.27418920134538780084e+01,'%','weaker_over_stronger','good',4.91895095963974693376e+00);
INSERT INTO "set_metrics" VALUES(5,'reps',1.0,'1','plate','good',NULL);
INSERT INTO "set_metrics" VALUES(6,'reps',6.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(6,'full_reps',6.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(6,'endurance_reps',6.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(6,'total_height',6.39827802615874796643e-01,'m','foot_shank_imu','poor',0.0323548796323329);
INSERT INTO "set_metrics" VALUES(6,'best_height',1.10996107261869494942e-01,'m','foot_shank_imu','fair',5.53113516159770956387e-03);
INSERT INTO "set_metrics" VALUES(6,'height_fatigue',2.4789207215187505362e+00,'%','foot_shank_imu','good',NULL);
INSERT INTO "set_metrics" VALUES(6,'total_work',2.87990968115338205283e+02,'J','plate','good',1.32622050807472220408e+01);
INSERT INTO "set_metrics" VALUES(7,'reps',1.0,'1','plate','good',NULL);
INSERT INTO "set_metrics" VALUES(11,'reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(11,'full_reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(11,'endurance_reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(11,'total_height',4.07462460461611719608e-01,'m','foot_imu','good',2.09712122324927849326e-02);
INSERT INTO "set_metrics" VALUES(11,'best_height',1.03747629728058121667e-01,'m','foot_imu','good',5.30122173945831234864e-03);
INSERT INTO "set_metrics" VALUES(11,'total_work',1.82883185585220928714e+02,'J','plate','good',3.33452184839210108435e+00);
INSERT INTO "set_metrics" VALUES(11,'symmetry_work',9.37489551859309244719e+01,'%','weaker_over_stronger','good',2.32327527981905);
INSERT INTO "set_metrics" VALUES(11,'symmetry_height',9.1557311081818042453e+01,'%','weaker_over_stronger','good',6.55654341047407918097e+00);
INSERT INTO "set_metrics" VALUES(12,'reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(12,'full_reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(12,'endurance_reps',4.0,'1','count','good',NULL);
INSERT INTO "set_metrics" VALUES(12,'total_height',4.4503541622961434454e-01,'m','foot_imu','good',2.21592255449172166603e-02);
INSERT INTO "set_metrics" VALUES(12,'best_height',1.14407775111688300717e-01,'m','foot_imu','good',5.64126415458553447795e-03);
INSERT INTO "set_metrics" VALUES(12,'total_work',1.95077572035348453024e+02,'J','plate','good',3.27414740728875530706e+00);
INSERT INTO "set_metrics" VALUES(12,'symmetry_work',9.37489551859309244719e+01,'%','weaker_over_stronger','good',2.32327527981905);
INSERT INTO "set_metrics" VALUES(12,'symmetry_height',9.1557311081818042453e+01,'%','weaker_over_stronger','good',6.55654341047407918097e+00);
CREATE TABLE set_withheld (
	set_id INTEGER NOT NULL, 
	quantity VARCHAR(64) NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_set_withheld PRIMARY KEY (set_id, quantity), 
	CONSTRAINT fk_set_withheld_set_id_effort_sets FOREIGN KEY(set_id) REFERENCES effort_sets (id) ON DELETE CASCADE
);
INSERT INTO "set_withheld" VALUES(3,'tempo_error','no tempo was prescribed');
INSERT INTO "set_withheld" VALUES(3,'height_fatigue','needs at least 6 repetitions');
INSERT INTO "set_withheld" VALUES(4,'tempo_error','no tempo was prescribed');
INSERT INTO "set_withheld" VALUES(4,'height_fatigue','needs at least 6 repetitions');
INSERT INTO "set_withheld" VALUES(6,'symmetry_work','needs a set of each side');
INSERT INTO "set_withheld" VALUES(6,'symmetry_height','needs a set of each side');
INSERT INTO "set_withheld" VALUES(6,'tempo_error','no tempo was prescribed');
INSERT INTO "set_withheld" VALUES(11,'tempo_error','no tempo was prescribed');
INSERT INTO "set_withheld" VALUES(11,'height_fatigue','needs at least 6 repetitions');
INSERT INTO "set_withheld" VALUES(12,'tempo_error','no tempo was prescribed');
INSERT INTO "set_withheld" VALUES(12,'height_fatigue','needs at least 6 repetitions');
CREATE TABLE team_athletes (
	team_id VARCHAR(36) NOT NULL, 
	athlete_id VARCHAR(36) NOT NULL, 
	CONSTRAINT pk_team_athletes PRIMARY KEY (team_id, athlete_id), 
	CONSTRAINT fk_team_athletes_athlete_id_athletes FOREIGN KEY(athlete_id) REFERENCES athletes (id) ON DELETE CASCADE, 
	CONSTRAINT fk_team_athletes_team_id_teams FOREIGN KEY(team_id) REFERENCES teams (id) ON DELETE CASCADE
);
INSERT INTO "team_athletes" VALUES('01a211f0-80c0-7000-8000-000000000046','01a211ef-2900-7000-8000-00000000001b');
INSERT INTO "team_athletes" VALUES('01a211f0-80c0-7000-8000-000000000046','01a211ef-6780-7000-8000-000000000023');
CREATE TABLE teams (
	id VARCHAR(36) NOT NULL, 
	organization_id VARCHAR(36) NOT NULL, 
	name VARCHAR(120) NOT NULL, 
	kind VARCHAR(16) NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_teams PRIMARY KEY (id), 
	CONSTRAINT fk_teams_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);
INSERT INTO "teams" VALUES('01a211f0-80c0-7000-8000-000000000046','01a211ee-ea80-7000-8000-000000000005','Sprint','team','2026-11-25 09:01:44.000000');
CREATE TABLE unwanted_objects (
	prefix VARCHAR(128) NOT NULL, 
	since DATETIME NOT NULL, 
	CONSTRAINT pk_unwanted_objects PRIMARY KEY (prefix)
);
INSERT INTO "unwanted_objects" VALUES('recordings/gone','2026-11-25 09:00:00.000000');
CREATE TABLE users (
	id VARCHAR(36) NOT NULL, 
	email VARCHAR(254), 
	name VARCHAR(120) NOT NULL, 
	password_hash VARCHAR(255), 
	created_at DATETIME NOT NULL, 
	disabled_at DATETIME, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT uq_users_email UNIQUE (email)
);
INSERT INTO "users" VALUES('01a211ee-ea80-7000-8000-000000000001',NULL,'Me',NULL,'2026-11-25 09:00:00.000000',NULL);
INSERT INTO "users" VALUES('01a211ee-ea80-7000-8000-000000000009','person1@example.org','Harbour Athletics admin','$argon2id$v=19$m=8,t=1,p=1$6evzmudAfNq4aj8HqOYOxw$/v7szcgi5OW1EyBRbc179o7xhYuNZlm9izxlWZ/xiYY','2026-11-25 09:00:00.000000',NULL);
INSERT INTO "users" VALUES('01a211ef-09c0-7000-8000-000000000012','person2@example.org','Kim Coach','$argon2id$v=19$m=8,t=1,p=1$afXNRJ8/jPvstNHY5Qop8A$WcxuKlrneFCKRT9q20sJQmBDNT26JOqK9S7KWBSS8aE','2026-11-25 09:00:08.000000',NULL);
INSERT INTO "users" VALUES('01a211ef-2900-7000-8000-00000000001a','person3@example.org','Sam Runner','$argon2id$v=19$m=8,t=1,p=1$LALM8rz2AlrMJkf9gv0sew$4WAeS/1b58ri00KXEwFnptLeU7/xCP6d+B5k4oJmgm0','2026-11-25 09:00:16.000000',NULL);
CREATE TABLE webhooks (
	id VARCHAR(36) NOT NULL, 
	organization_id VARCHAR(36) NOT NULL, 
	url VARCHAR(2000) NOT NULL, 
	secret VARCHAR(80) NOT NULL, 
	events JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_webhooks PRIMARY KEY (id), 
	CONSTRAINT fk_webhooks_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id) ON DELETE CASCADE
);
INSERT INTO "webhooks" VALUES('01a211ef-c540-7000-8000-000000000026','01a211ee-ea80-7000-8000-000000000005','https://192.0.2.1/heard','whsec_7MUGPgss9jtvqI+J99BTT2BD6cBnTEr21SvktCHlXB0=','["session.analysed"]','2026-11-25 09:00:56.000000');
CREATE INDEX ix_audit_log_organization_id_id ON audit_log (organization_id, id);
CREATE INDEX ix_credentials_expires_at ON credentials (expires_at);
CREATE INDEX ix_credentials_family_id ON credentials (family_id);
CREATE INDEX ix_credentials_user_id ON credentials (user_id);
CREATE INDEX ix_memberships_user_id ON memberships (user_id);
CREATE INDEX ix_teams_organization_id ON teams (organization_id);
CREATE INDEX ix_webhooks_organization_id ON webhooks (organization_id);
CREATE INDEX ix_consents_athlete_id ON consents (athlete_id);
CREATE INDEX ix_consents_coach_id_athlete_id ON consents (coach_id, athlete_id);
CREATE INDEX ix_deliveries_next_at ON deliveries (next_at);
CREATE INDEX ix_deliveries_webhook_id ON deliveries (webhook_id);
CREATE INDEX ix_ingests_athlete_id ON ingests (athlete_id);
CREATE INDEX ix_ingests_opened_at ON ingests (opened_at);
CREATE INDEX ix_invitations_organization_id ON invitations (organization_id);
CREATE INDEX ix_team_athletes_athlete_id ON team_athletes (athlete_id);
CREATE INDEX ix_erased_athletes_erased_at_id ON erased_athletes (erased_at, id);
CREATE INDEX ix_recordings_created_at ON recordings (created_at);
CREATE INDEX ix_recordings_upload_sha256 ON recordings (upload_sha256);
CREATE INDEX ix_recordings_athlete_id_created_at ON recordings (athlete_id, created_at);
CREATE INDEX ix_sessions_athlete_id_performed_at_id ON sessions (athlete_id, performed_at, id);
CREATE INDEX ix_sessions_deleted_at ON sessions (deleted_at);
CREATE INDEX ix_sessions_performed_at_id ON sessions (performed_at, id);
CREATE INDEX ix_sessions_status ON sessions (status);
CREATE INDEX ix_sessions_updated_at_id ON sessions (updated_at, id);
CREATE INDEX ix_corrections_session_id ON corrections (session_id);
CREATE INDEX ix_runs_status ON runs (status);
CREATE INDEX ix_session_summaries_athlete_id_quantity_exercise_performed_at ON session_summaries (athlete_id, quantity, exercise, performed_at);
CREATE INDEX ix_session_notes_session_id ON session_notes (session_id);
CREATE INDEX ix_session_shares_session_id ON session_shares (session_id);
CREATE INDEX ix_athletes_user_id ON athletes (user_id);
CREATE INDEX ix_athletes_updated_at_id ON athletes (updated_at, id);
COMMIT;
