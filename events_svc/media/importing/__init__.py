"""Lists of recordings brought in from elsewhere: read, compared with what stands, then applied or not."""
