"""What a page says after something was done: the address names a sentence, it never carries one."""

from __future__ import annotations

from fastapi import Request

_SENTENCES = {
    "guide": "The guide is saved. Open a study with it, or rehearse it first.",
    "study": "The study is open. Share its link, or take the interview yourself first.",
    "analysis": "The study is being analysed again. Reload in a minute to see what changed.",
    "test": "A test event is on its way. It shows up here when it was tried.",
    "replay": "The delivery is on its way again, with the same id.",
    "disabled": "The endpoint is off. What happens meanwhile is not sent to it.",
    "enabled": "The endpoint is on again.",
    "deleted": "The endpoint and its deliveries are gone.",
    "names": "The names are saved.",
    "profile": "Your profile is saved.",
    "password": "Your password is set. Other browsers were signed out.",
    "elsewhere": "Every other browser was signed out.",
    "revoked": "The key no longer works.",
    "identity_off": "Signed identity is off.",
    "shut_out": "They can no longer sign in.",
    "claimed": "The task is yours. The respondent sees that you are here.",
    "given_back": "The interviewer goes on. The task stays yours until you say how it ended.",
    "ended": "The interview has ended. The task stays yours until you say how it ended.",
    "corrected": "Saved. The interview is read again; reload in a few seconds.",
    "prepared_sent": "It is on its way. Quiet hours and caps hold for it too; see the outbox.",
    "run_stopped": "The run is stopped. Tasks it made stay as they are.",
    "run_paused": "The run is paused. Nothing happens until you let it go on.",
    "run_resumed": "The run goes on.",
    "play_begun": "The play has begun.",
    "play_draft": "The draft is saved. It does nothing until it is live.",
    "play_live": "The play is live. Runs that have begun keep the text they began with.",
    "play_off": "The play is off. Runs that have begun go on.",
    "play_on": "The play is on.",
    "play_back": "The older text is live again, as a new version.",
    "task_done": "The task is done.",
    "firing_acted": "It is yours. Close it with a reason once it is settled.",
    "firing_closed": "The firing is closed. What you said tunes its trigger.",
    "trigger_on": "The trigger is on. Every account is looked at anew; what has long been so does not fire.",
    "trigger_off": "The trigger is off. What it fired before stays in the queue.",
    "thresholds": "The thresholds are saved. Every account is looked at anew.",
    "prediction": "Noted. The prediction waits for nobody any more.",
    "mail_again": "The mail is in line again.",
    "caps": "Saved. It holds from the next call on.",
    "hand_off": "Saved. It holds from the next hand-off on.",
    "smallest_group": "Saved. What is shown follows at once.",
    "renamed": "The theme is renamed. The name stays, whatever is analysed.",
    "merged": "The themes are merged. The interviews they come from are told again.",
    "moved": "The statements are where you put them, and stay there.",
    "split": "The theme is split. Each part is a theme of its own now.",
    "excluded": "The theme is excluded. You can bring it back here.",
    "restored": "The theme is back, with its statements.",
    "undone": "The edit is undone.",
    "let_in": "They can sign in again.",
    "no_contact": "Nobody there is written to until that day.",
    "contact_again": "They may be written to again.",
    "opted_out": "They are not written to any more. What waited was taken back.",
    "opted_in": "They may be written to again.",
    "taken_back": "It was taken back and will not go out.",
    "contact_rules": "Saved. It holds for every message from now on.",
    "invited": "Done. Here is what goes out, what waits, and why.",
}


def notice(request: Request) -> str:
    """The sentence the address names, "" for none."""
    return _SENTENCES.get(request.query_params.get("done", ""), "")
