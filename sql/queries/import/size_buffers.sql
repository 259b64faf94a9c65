-- Gives temporary tables memory; before the session makes its first one.
SELECT set_config('temp_buffers', '128MB', false)
