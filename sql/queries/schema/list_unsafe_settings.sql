-- Server settings under which a commit may be lost or the text of a name garbled.
-- Returns name, setting, wanted, why.
SELECT setting.name, setting.setting, unsafe.wanted, unsafe.why
  FROM (VALUES ('fsync', 'on', 'a crash may lose sealed months'),
               ('full_page_writes', 'on', 'a power cut may tear pages'),
               ('synchronous_commit', 'on', 'a crash may lose what was confirmed'),
               ('server_encoding', 'UTF8', 'names could not be stored'),
               ('standard_conforming_strings', 'on', 'text would be misread'))
       AS unsafe (name, wanted, why)
  JOIN pg_settings AS setting ON setting.name = unsafe.name
 WHERE setting.setting <> unsafe.wanted
   AND NOT (setting.name = 'synchronous_commit'
            AND setting.setting IN ('local', 'remote_write', 'remote_apply'))
 ORDER BY setting.name
