"""Raw uploads, streams and curves: objects in a folder or a bucket."""
