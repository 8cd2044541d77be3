"""What a tenant pays for: catalog, subscriptions, invoices and payments."""
