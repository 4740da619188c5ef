"""The chapters of 移行計画報告書 that follow the plan, made from the schedule of a day."""

from taiodo.report.content import Section
from taiodo.report.gantt import gantt_picture
from taiodo.report.timeline import plan_timeline
from taiodo.report.tracking import ScheduleFacts, schedule_chapters
from taiodo.workflow.planning import Schedule
from taiodo.workflow.tracking import steps_by_serial


def chapters_of(plan: Schedule, *, drawn: bool = True) -> tuple[Section, ...]:
    """日程, 作業ステップ, 遅れ and KPI of a schedule as of its day; the Gantt chart if `drawn`."""
    nation = [m for m in plan.milestones if m.level == "国" and (m.topic or not m.end)]
    timeline = plan_timeline(plan.tracked, nation, plan.deadlines, plan.day)
    facts = ScheduleFacts(
        plan.day,
        plan.tracked,
        plan.progress,
        plan.late,
        plan.duties,
        plan.consequences,
        plan.years,
        plan.kpi,
        plan.deadlines,
        steps_by_serial(),
    )
    late = sum(bool(one.forecast.slip and one.forecast.slip > 0) for one in plan.tracked)
    title = f"切替の計画と実績（{late}業務に遅れまたは遅れの見込み）"
    return schedule_chapters(facts, gantt_picture(timeline, title) if drawn else None)
