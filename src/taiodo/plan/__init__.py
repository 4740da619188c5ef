"""Fiscal calendar, steps, milestones, schedule, KPI."""
