#include "core/git/gitcredentials.h"

#include "core/base/log.h"
#include "core/base/processrunner.h"
#include "core/base/text.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::git {

namespace {

constexpr auto kHelperLimit = 30s;

//! What git's credential protocol calls a description: who is asking, never where else to send it.
QByteArray description(const GitUrl& url, const QString& user, const QString& password)
{
    QByteArray text = "protocol=https\nhost=" + url.host().toUtf8();
    if (url.port() > 0)
        text += ':' + QByteArray::number(url.port());
    text += "\npath=" + url.path().mid(1).toUtf8() + '\n';
    if (!user.isEmpty())
        text += "username=" + user.toUtf8() + '\n';
    if (!password.isNull())
        text += "password=" + password.toUtf8() + '\n';
    return text + '\n';
}

Result<ProcessOutcome> runHelper(const QString& operation, const QByteArray& input,
                                 const CancelToken& cancel)
{
    ProcessRequest request;
    request.program = u"git"_s;
    request.arguments = {u"credential"_s, operation};
    request.input = input;
    request.timeout = kHelperLimit;
    request.keepDescendants = true; // git's cache for passwords is a daemon
    // A poll in the background may not open windows: the page asks, when somebody looks.
    request.environment = {{u"GIT_TERMINAL_PROMPT"_s, u"0"_s}, {u"GIT_ASKPASS"_s, u""_s},
                           {u"GCM_INTERACTIVE"_s, u"never"_s}, {u"GIT_DIR"_s, QString()},
                           {u"GIT_TRACE"_s, QString()},        {u"GIT_TRACE_CURL"_s, QString()}};
    return runProcess(request, cancel);
}

bool canBeTold(const QString& text)
{
    return !text.contains(u'\n') && !text.contains(QChar(0));
}

} // namespace

Result<std::optional<Credential>> findCredential(const GitUrl& url, const QString& user,
                                                 const CancelToken& cancel)
{
    if (url.scheme() != GitUrl::Scheme::Https || !canBeTold(user))
        return std::optional<Credential>();
    const auto outcome = runHelper(u"fill"_s, description(url, user, {}), cancel);
    if (!outcome && outcome.error().kind == ErrorKind::NotFound)
        return std::optional<Credential>();
    if (!outcome)
        return fail(outcome.error().kind, u"git credential: "_s + outcome.error().message);
    if (outcome->exitCode != 0) {
        qCDebug(log::git) << "no helper knows a password for" << url.host();
        return std::optional<Credential>();
    }
    Credential found;
    found.isFromHelper = true;
    const QList<QByteArray> expected = description(url, {}, {}).split('\n');
    for (const QByteArray& line : outcome->output.split('\n')) {
        // A helper may not send us elsewhere.
        const bool isTarget = line.startsWith("protocol=") || line.startsWith("host=");
        if (isTarget && !expected.contains(line))
            return std::optional<Credential>();
        if (line.startsWith("username="))
            found.user = QString::fromUtf8(line.mid(9));
        else if (line.startsWith("password="))
            found.password = QString::fromUtf8(line.mid(9));
    }
    return found.password.isEmpty() ? std::optional<Credential>() : std::optional(found);
}

void approveCredential(const GitUrl& url, const Credential& credential, const CancelToken& cancel)
{
    if (url.scheme() == GitUrl::Scheme::Https)
        (void)runHelper(u"approve"_s, description(url, credential.user, credential.password),
                        cancel);
}

void rejectCredential(const GitUrl& url, const Credential& credential, const CancelToken& cancel)
{
    if (url.scheme() == GitUrl::Scheme::Https)
        (void)runHelper(u"reject"_s, description(url, credential.user, credential.password),
                        cancel);
}

} // namespace cauce::git
