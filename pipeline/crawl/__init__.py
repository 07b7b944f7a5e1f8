"""The nightly crawl of a news site: find addresses, fetch politely, keep the raw responses, report."""
