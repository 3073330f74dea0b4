#include "app/cli/hostkeyoption.h"

#include "core/base/text.h"

#include <QCommandLineParser>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cauce::cli {

void declareHostKeyOption(QCommandLineParser& parser)
{
    parser.addOption({u"accept-host-key"_s,
                      u"Trust the ssh server whose key is not known yet, if it shows exactly this "
                      "one."_s,
                      u"SHA256:..."_s});
}

Result<QString> hostKeyOption(const QCommandLineParser& parser)
{
    static const QRegularExpression form(u"\\ASHA256:[A-Za-z0-9+/]{43}\\z"_s);
    const QString option = u"accept-host-key"_s;
    const QString value = parser.value(option);
    if (parser.isSet(option) && !form.match(value).hasMatch())
        return fail(ErrorKind::Invalid,
                    u"--%1 %2: give the whole fingerprint, SHA256: and 43 characters"_s.arg(
                        option, text::singleLine(value, 60)));
    return value;
}

QString hostKeyAdvice(const git::HostKeyQuestion& question, const QString& command)
{
    return u"nothing was read from %1; if this is the fingerprint that its owner publishes, say: "
           "%2 --accept-host-key %3"_s.arg(text::singleLine(question.host), command,
                                           question.fingerprint);
}

Result<git::HostKeyQuestion> chooseHostKey(const QList<git::HostKeyQuestion>& questions,
                                           const QString& fingerprint)
{
    QStringList shown;
    for (const git::HostKeyQuestion& question : questions) {
        if (question.fingerprint == fingerprint)
            return question;
        shown.append(u"%1 port %2 shows %3 %4"_s.arg(text::singleLine(question.host))
                         .arg(question.port)
                         .arg(question.algorithm, question.fingerprint));
    }
    return fail(ErrorKind::Identity,
                u"no key was accepted: %1, not %2"_s.arg(shown.join("; "_L1), fingerprint));
}

QString acceptedWords(const git::HostKeyQuestion& question)
{
    return u"Accepted the %1 key %2 of %3 port %4 (kept in %5)."_s
        .arg(question.algorithm, question.fingerprint, text::singleLine(question.host))
        .arg(question.port)
        .arg(git::knownHostsFile());
}

} // namespace cauce::cli
