"""All that changes a referral."""
