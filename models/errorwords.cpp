#include "models/errorwords.h"

#include "core/base/text.h"
#include "models/format.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace cauce::errorwords {

namespace {

struct ErrorWords
{
    Q_DECLARE_TR_FUNCTIONS(ErrorWords)
};

QString detailsOf(const Error& error)
{
    return text::plain(text::redacted(error.message));
}

QString reasonOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled:
        return ErrorWords::tr("It was stopped.");
    case ErrorKind::Timeout:
        return ErrorWords::tr("No answer came in time.");
    case ErrorKind::Network:
        return ErrorWords::tr("There is no connection.");
    case ErrorKind::Auth:
        return ErrorWords::tr("The other side refuses the credentials.");
    case ErrorKind::HostKey:
        return ErrorWords::tr("The ssh host key is not known yet.");
    case ErrorKind::Identity:
        return ErrorWords::tr("The identity of the other side is not known or has changed.");
    case ErrorKind::Consent:
        return ErrorWords::tr("It needs your consent first.");
    case ErrorKind::NotFound:
        return ErrorWords::tr("It was not found.");
    case ErrorKind::Conflict:
        return ErrorWords::tr("It has moved since you looked.");
    case ErrorKind::Invalid:
        return ErrorWords::tr("The input is wrong; trying again will not help.");
    case ErrorKind::RateLimited:
        return ErrorWords::tr("The other side asks to wait.");
    case ErrorKind::Io:
        return ErrorWords::tr("A file or program on this machine failed.");
    case ErrorKind::Internal:
        break;
    }
    return ErrorWords::tr("This is a mistake of Cauce.");
}

//! What a person does about a plan or sync that did not come about.
QString nextOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Cancelled:
        return ErrorWords::tr("Begin again when you like.");
    case ErrorKind::Timeout:
    case ErrorKind::Network:
    case ErrorKind::RateLimited:
        return ErrorWords::tr("Try again in a moment.");
    case ErrorKind::Auth:
        return ErrorWords::tr("Sign in again, then try again.");
    case ErrorKind::HostKey:
    case ErrorKind::Identity:
    case ErrorKind::Consent:
        return ErrorWords::tr("Answer the message above the page, then try again.");
    case ErrorKind::NotFound:
        return ErrorWords::tr("The details name what is missing: bring it back or refresh.");
    case ErrorKind::Conflict:
        return ErrorWords::tr("Make a new plan and look at it.");
    case ErrorKind::Invalid:
        return ErrorWords::tr("The details say where: correct it there, then refresh.");
    case ErrorKind::Io:
        return ErrorWords::tr("The details say which: see to its disk and rights, then try again.");
    case ErrorKind::Internal:
        break;
    }
    return ErrorWords::tr("Please report it with the details.");
}

} // namespace

Notice git(const Error& error, const QString& repoUrl)
{
    Notice n;
    n.details = detailsOf(error);
    n.title
        = ErrorWords::tr("Git repository %1 could not be read").arg(format::repository(repoUrl));
    n.action = Notice::Action::Retry;
    if (error.kind == ErrorKind::HostKey) {
        n.text = ErrorWords::tr("The ssh host key is not known yet. Nothing was read. Compare the "
                                "fingerprint, then trust it.");
        n.action = Notice::Action::TrustHostKey;
        return n;
    }
    if (error.kind == ErrorKind::Identity) {
        n.text
            = ErrorWords::tr("The server does not prove who it is: its certificate or host key "
                             "is not the trusted one. Nothing was read. Somebody else may answer "
                             "in its place; the details say what to check.");
        return n;
    }
    if (error.kind == ErrorKind::Auth) {
        n.text
            = ErrorWords::tr("The server refuses the credentials. What you see is the last known "
                             "state. Sign in with git or ssh, then try again.");
        return n;
    }
    n.text = ErrorWords::tr("%1 What you see is the last known state; Cauce tries again by itself.")
                 .arg(reasonOf(error.kind));
    if (error.kind == ErrorKind::NotFound || error.kind == ErrorKind::Invalid)
        n.text = ErrorWords::tr("%1 Check the address, the revision and the path of the workspace.")
                     .arg(reasonOf(error.kind));
    return n;
}

Notice cluster(const Error& error, const QString& context)
{
    Notice n;
    n.details = detailsOf(error);
    n.title = ErrorWords::tr("Cluster %1 could not be read").arg(format::line(context));
    n.action = Notice::Action::Retry;
    switch (error.kind) {
    case ErrorKind::Consent:
        n.severity = Notice::Severity::Warning;
        n.text = ErrorWords::tr("Its kubeconfig starts a program to sign in. Nothing was started. "
                                "Look at the command, then allow it.");
        n.action = Notice::Action::AllowPlugin;
        return n;
    case ErrorKind::Auth:
        n.text = ErrorWords::tr("The server refuses the credentials of this context. Nothing is "
                                "written until it accepts them. Sign in again, then retry.");
        return n;
    case ErrorKind::Identity:
        n.text = ErrorWords::tr("The certificate of the API server is not trusted. Nothing was "
                                "sent to it. Check the certificate authority in the kubeconfig; "
                                "somebody else may answer in its place.");
        return n;
    case ErrorKind::NotFound:
    case ErrorKind::Invalid:
        n.text = ErrorWords::tr("%1 Check the kubeconfig and the context of the workspace.")
                     .arg(reasonOf(error.kind));
        return n;
    default:
        n.text = ErrorWords::tr("%1 What you see is the last known state and nothing is written; "
                                "Cauce tries again by itself.")
                     .arg(reasonOf(error.kind));
        return n;
    }
}

Notice plan(const Error& error, const QString& application)
{
    Notice n;
    n.title = ErrorWords::tr("No plan could be made for %1").arg(format::line(application));
    n.text = ErrorWords::tr("%1 Nothing was changed. %2", "REASON ... WHAT NEXT")
                 .arg(reasonOf(error.kind), nextOf(error.kind));
    n.details = detailsOf(error);
    return n;
}

Notice refusal(const Error& error, const QString& application)
{
    Notice n;
    n.severity = Notice::Severity::Warning;
    n.title = ErrorWords::tr("The sync of %1 was not begun").arg(format::line(application));
    n.text = error.kind == ErrorKind::Conflict
        ? ErrorWords::tr("Git or the cluster has moved since the plan was made. Nothing was "
                         "changed. Make a new plan and look at it.")
        : ErrorWords::tr("%1 Nothing was changed. %2", "REASON ... WHAT NEXT")
              .arg(reasonOf(error.kind), nextOf(error.kind));
    n.details = detailsOf(error);
    return n;
}

} // namespace cauce::errorwords
