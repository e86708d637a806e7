from indicators.admin import plans

__all__ = ["plans"]
