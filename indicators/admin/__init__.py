from indicators.admin import plans, voices

__all__ = ["plans", "voices"]
