-- The three roles of a database that is not the server's own (in embedded mode the server runs this by itself):
--   majorprojects_owner    owns the schema: set-up, db-apply, cities add, simulate, replay --check
--   majorprojects_app      what the server works as: adds events, and can neither change nor delete one
--   majorprojects_auditor  reads
-- Run by an administrator of the server, in the database, which it gives to the owner:
--   psql -d majorprojects -v owner_password=… -v app_password=… -v auditor_password=… -f deploy/roles.sql
-- It can be run again at any time: for other passwords, or to take over a database that an earlier version has set up.
-- What each role may do with each table follows when the owner sets the schema up.

do $$
declare
  role text;
begin
  foreach role in array array['majorprojects_owner', 'majorprojects_app', 'majorprojects_auditor'] loop
    if not exists (select from pg_roles where rolname = role) then
      execute format('create role %I', role);
    end if;
  end loop;
end $$;

alter role majorprojects_owner with login password :'owner_password';
alter role majorprojects_app with login password :'app_password';
alter role majorprojects_auditor with login password :'auditor_password';
alter role majorprojects_auditor set default_transaction_read_only = on;

do $$
declare
  thing record;
begin
  execute format('alter database %I owner to majorprojects_owner', current_database());
  execute format('revoke all on database %I from public, majorprojects_app, majorprojects_auditor', current_database());
  execute format('grant connect on database %I to majorprojects_app, majorprojects_auditor', current_database());
  alter schema public owner to majorprojects_owner;
  revoke all on schema public from public, majorprojects_app, majorprojects_auditor;
  grant usage on schema public to majorprojects_app, majorprojects_auditor;

  -- What an earlier version has made as another role; what belongs to an extension, or to a table, goes with it.
  for thing in
    select c.oid::regclass as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and c.relowner <> 'majorprojects_owner'::regrole
          and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid
                                and (d.deptype = 'e' or c.relkind = 'S' and d.deptype in ('a', 'i')))
  loop
    execute format('alter table %s owner to majorprojects_owner', thing.name);
  end loop;
  for thing in
    select p.oid::regprocedure as name from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proowner <> 'majorprojects_owner'::regrole
          and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  loop
    execute format('alter routine %s owner to majorprojects_owner', thing.name);
  end loop;
end $$;
