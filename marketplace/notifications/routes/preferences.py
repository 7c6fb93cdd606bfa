"""Who wants mail of what: the page of one's own choices, and the page behind the link at the foot of a mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.authorization.permissions import Permission
from marketplace.notifications.forms import HabitsForm
from marketplace.notifications.habits import habits_of, set_habits
from marketplace.notifications.routes import bp
from marketplace.notifications.silencing import read_token, stop_mails
from marketplace.web.forms import Form
from marketplace.web.guards import public, requires
from marketplace.web.transaction import commits


@bp.route("/notifications/preferences", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE)
@commits
def preferences() -> ResponseReturnValue:
    """How the reader hears of each topic by mail."""
    person = current_user.user
    form = HabitsForm(data={topic.value: habit.value for topic, habit in habits_of(person.id).items()})
    if form.validate_on_submit():
        set_habits(user_id=person.id, habits=form.habits())
        flash(_("Đã lưu cách nhận thư."), "success")
        return redirect(url_for(".preferences"))
    return render_template("notifications/preferences.html", form=form, email=person.email), form.answer_status


@bp.route("/silence/<string:token>", methods=["GET", "POST"])
@public
@commits
def silence(token: str) -> ResponseReturnValue:
    """Mails about the topics of the link stop when the button is pressed; opening the page changes nothing."""
    wanted, form = read_token(token), Form()
    if form.validate_on_submit():
        stop_mails(wanted)
        flash(_("Đã dừng gửi thư. Thông báo vẫn nằm trong hộp tin trên Liên Kết."), "success")
        return redirect(url_for("home.index"))
    return render_template("notifications/silence.html", form=form, topics=wanted.topics), form.answer_status
