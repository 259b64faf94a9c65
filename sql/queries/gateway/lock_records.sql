-- Keeps other writers off usage records until the import's end.
LOCK TABLE marketplace.usage_record IN SHARE ROW EXCLUSIVE MODE
