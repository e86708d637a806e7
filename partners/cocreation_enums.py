"""共創提案 and 共創プロジェクト: their states, and the tables of the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProposalState(models.TextChoices):
    """Life of a proposal (共創提案)."""

    DRAFT = "draft", _("書きかけ")
    SUBMITTED = "submitted", _("市が読んでいます")
    TALKING = "talking", _("話し合っています")
    ACCEPTED = "accepted", _("いっしょに取り組むことになりました")
    DECLINED = "declined", _("今回は見送りました")
    WITHDRAWN = "withdrawn", _("取り下げました")


class ProposalAction(models.TextChoices):
    """What is done to a proposal; each leaves a row of history."""

    BEGIN = "begin", _("書きはじめた")
    EDIT = "edit", _("書きなおした")
    SUBMIT = "submit", _("市に出す")
    TAKE_BACK = "take_back", _("書きかけに戻す")
    TALK = "talk", _("話し合いを始める")
    ACCEPT = "accept", _("いっしょに取り組む")
    DECLINE = "decline", _("今回は見送る")
    WITHDRAW = "withdraw", _("取り下げる")
    REOPEN = "reopen", _("もう一度話し合う")


_P = ProposalState
# What waits for the coordinator, or is talked about with them.
OPEN_PROPOSALS = (_P.SUBMITTED, _P.TALKING)
ENDED_PROPOSALS = (_P.ACCEPTED, _P.DECLINED, _P.WITHDRAWN)
# What its members may still write. While the city reads it, it stays as it is.
WRITABLE_PROPOSALS = (_P.DRAFT, _P.TALKING)
# Done by the organisation that proposes; all else by a coordinator.
OF_PROPOSER = frozenset(
    {
        *(ProposalAction.BEGIN, ProposalAction.EDIT, ProposalAction.SUBMIT, ProposalAction.TAKE_BACK),
        ProposalAction.WITHDRAW,
    }
)
# action -> (states from which it is allowed, state that it leads to)
PROPOSAL_MOVES: dict[ProposalAction, tuple[frozenset[ProposalState], ProposalState]] = {
    ProposalAction.SUBMIT: (frozenset({_P.DRAFT}), _P.SUBMITTED),
    ProposalAction.TAKE_BACK: (frozenset({_P.SUBMITTED}), _P.DRAFT),
    ProposalAction.TALK: (frozenset({_P.SUBMITTED}), _P.TALKING),
    ProposalAction.ACCEPT: (frozenset({_P.SUBMITTED, _P.TALKING}), _P.ACCEPTED),
    ProposalAction.DECLINE: (frozenset({_P.SUBMITTED, _P.TALKING}), _P.DECLINED),
    ProposalAction.WITHDRAW: (frozenset({_P.DRAFT, _P.SUBMITTED, _P.TALKING}), _P.WITHDRAWN),
    ProposalAction.REOPEN: (frozenset({_P.DECLINED}), _P.TALKING),
}


class ProjectState(models.TextChoices):
    """Life of a project (共創プロジェクト)."""

    PREPARING = "preparing", _("準備しています")
    RUNNING = "running", _("進めています")
    ENDED = "ended", _("終わりました")
    STOPPED = "stopped", _("途中でやめました")
    HIDDEN = "hidden", _("公開を止めています")


class ProjectAction(models.TextChoices):
    """What is done to a project; each leaves a row of history."""

    BEGIN = "begin", _("立ち上げた")
    EDIT = "edit", _("書きなおした")
    START = "start", _("公開して始める")
    END = "end", _("終えて、報告を公開する")
    STOP = "stop", _("途中でやめる")
    RESUME = "resume", _("もう一度進める")
    HIDE = "hide", _("公開を止める")
    SHOW = "show", _("公開の停止を解く")
    INVITE = "invite", _("団体をさそう")
    JOIN = "join", _("加わる")
    REFUSE = "refuse", _("さそいをことわる")
    LEAVE = "leave", _("抜ける")
    REMOVE = "remove", _("外す")
    LEAD = "lead", _("とりまとめを代わる")
    RESULT = "result", _("できたことを書く")
    MILESTONE = "milestone", _("予定を書く")


_J = ProjectState
# What everybody sees; what was stopped says so, with the reason.
PUBLIC_PROJECTS = (_J.RUNNING, _J.ENDED, _J.STOPPED)
# What those who take part may still write.
WRITABLE_PROJECTS = (_J.PREPARING, _J.RUNNING)
# Done by a coordinator alone.
OF_COORDINATOR = frozenset({ProjectAction.RESUME, ProjectAction.HIDE, ProjectAction.SHOW})
# action -> (states from which it is allowed, state that it leads to). What was hidden comes back as it was
# (``Project.hidden_from``): the state here is the one of a project that was running.
PROJECT_MOVES: dict[ProjectAction, tuple[frozenset[ProjectState], ProjectState]] = {
    ProjectAction.START: (frozenset({_J.PREPARING}), _J.RUNNING),
    ProjectAction.END: (frozenset({_J.RUNNING}), _J.ENDED),
    ProjectAction.STOP: (frozenset({_J.PREPARING, _J.RUNNING}), _J.STOPPED),
    ProjectAction.RESUME: (frozenset({_J.ENDED, _J.STOPPED}), _J.RUNNING),
    ProjectAction.HIDE: (frozenset(PUBLIC_PROJECTS), _J.HIDDEN),
    ProjectAction.SHOW: (frozenset({_J.HIDDEN}), _J.RUNNING),
}


class PartState(models.TextChoices):
    """Of an organisation in a project."""

    INVITED = "invited", _("返事を待っています")
    JOINED = "joined", _("いっしょに取り組んでいます")
    REFUSED = "refused", _("加わりませんでした")
    LEFT = "left", _("抜けました")


_R = PartState
# action -> (states of the part from which it is allowed, state that it leads to)
PART_MOVES: dict[ProjectAction, tuple[frozenset[PartState], PartState]] = {
    ProjectAction.JOIN: (frozenset({_R.INVITED}), _R.JOINED),
    ProjectAction.REFUSE: (frozenset({_R.INVITED}), _R.REFUSED),
    ProjectAction.LEAVE: (frozenset({_R.JOINED}), _R.LEFT),
    ProjectAction.REMOVE: (frozenset({_R.INVITED, _R.JOINED}), _R.LEFT),
}
# In these an organisation can't be invited once more.
HOLDING_PARTS = (_R.INVITED, _R.JOINED)

# What talks, notices and reports call them.
PROPOSAL, PROJECT = "proposal", "project"
