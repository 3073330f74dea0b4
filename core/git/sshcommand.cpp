#include "core/git/sshcommand.h"

#include "core/base/text.h"
#include "core/git/hostkeys.h"

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

//! A word for the shell at the other side; GitUrl has refused what could end the quotes.
QString quoted(const QString& path)
{
    Q_ASSERT_X(!path.contains(u'\''), "ssh", "GitUrl lets no quote through");
    return u'\'' + path + u'\'';
}

//! Git's rule: "/~ana/x" is below ana's home, so the shell there must see the '~' first.
QString remotePath(const QString& path)
{
    return path.startsWith("/~"_L1) ? path.mid(1) : path;
}

QString fileOption(const QString& option, const QString& file)
{
    return option + u"=\""_s + file + u'"';
}

bool says(const QByteArray& said, const char* text)
{
    return said.contains(text);
}

//! What ssh and the server said without the noise, for the message.
QString gist(const QByteArray& said)
{
    QStringList lines;
    for (const QByteArray& line : said.split('\n')) {
        const QString text = QString::fromUtf8(line.trimmed());
        const bool isNoise = text.isEmpty() || text.startsWith("Warning: Permanently added"_L1)
            || text.startsWith(u'@') || text == "and the repository exists."_L1;
        if (!isNoise)
            lines.append(text);
    }
    return text::redacted(
        text::singleLine(lines.mid(std::max<qsizetype>(0, lines.size() - 4)).join(u" / "_s)));
}

struct Meaning
{
    const char* text;
    ErrorKind kind;
    const char* advice;
};

// In this order: the first that is found tells most. OpenSSH's texts are not translated.
const Meaning kMeanings[] = {
    {"Permission denied (", ErrorKind::Auth,
     "the server accepts no key of yours; is the right key in the agent or named for this "
     "repository, and does it have access?"},
    {"Too many authentication failures", ErrorKind::Auth,
     "the agent offers more keys than the server tries; name the key file for this repository"},
    {"UNPROTECTED PRIVATE KEY FILE", ErrorKind::Auth,
     "others can read the key file, so ssh does not use it"},
    {"Could not resolve hostname", ErrorKind::Network, "the host name is not known; is it right?"},
    {"Connection timed out", ErrorKind::Timeout, "the host does not answer"},
    {"Operation timed out", ErrorKind::Timeout, "the host does not answer"},
    {"Connection refused", ErrorKind::Network, "nothing listens there; is the port right?"},
    {"No route to host", ErrorKind::Network, "the host cannot be reached"},
    {"Network is unreachable", ErrorKind::Network, "is this computer online?"},
    {"does not appear to be a git repository", ErrorKind::NotFound,
     "there is no such repository; is the path right?"},
    {"Repository not found", ErrorKind::NotFound,
     "there is no such repository, or your key may not see it"},
    {"could not be found or you don't have permission", ErrorKind::NotFound,
     "there is no such repository, or your key may not see it"},
    {"no matching host key type", ErrorKind::Network, "server and ssh share no host key type"},
    {"no matching key exchange", ErrorKind::Network, "server and ssh share no key exchange"},
    {"Bad configuration option", ErrorKind::Invalid, "the ssh configuration has a mistake"},
};

} // namespace

ProcessRequest uploadPackOverSsh(const Remote& remote)
{
    ProcessRequest request;
    request.program = u"ssh"_s;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(remote.idleTimeout).count();
    QStringList options {u"BatchMode=yes"_s,         u"StrictHostKeyChecking=yes"_s,
                         u"UpdateHostKeys=no"_s,     u"ClearAllForwardings=yes"_s,
                         u"ForwardAgent=no"_s,       u"ForwardX11=no"_s,
                         u"PermitLocalCommand=no"_s, u"ConnectTimeout=%1"_s.arg(seconds)};
    if (!remote.knownHostsFile.isEmpty()) {
        // As a "global" file it stands beside the user's own, which may be configured elsewhere.
        options.append(fileOption(u"GlobalKnownHostsFile"_s, remote.knownHostsFile)
                       + u" /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2"_s);
    }
    if (!remote.sshKeyFile.isEmpty())
        options << fileOption(u"IdentityFile"_s, remote.sshKeyFile) << u"IdentitiesOnly=yes"_s;
    request.arguments = {u"-T"_s};
    for (const QString& option : options)
        request.arguments << u"-o"_s << option;
    if (remote.url.port() > 0)
        request.arguments << u"-p"_s << QString::number(remote.url.port());
    if (!remote.url.user().isEmpty())
        request.arguments << u"-l"_s << remote.url.user();
    QString host = remote.url.host();
    if (host.startsWith(u'['))
        host = host.mid(1, host.size() - 2);
    request.arguments << u"--"_s << host
                      << QString(u"git-upload-pack "_s + quoted(remotePath(remote.url.path())));
    // A user's SendEnv would make the server answer in a protocol that libgit2 does not know.
    request.environment.insert(u"GIT_PROTOCOL"_s, QString());
    return request;
}

Failure sshFailure(const Remote& remote, int code, const QByteArray& said,
                   const CancelToken& cancel)
{
    if (says(said, "REVOKED HOST KEY DETECTED"))
        return revokedHostKey(remote);
    if (says(said, "REMOTE HOST IDENTIFICATION HAS CHANGED"))
        return changedHostKey(remote, said);
    if (says(said, "host key is known for") || says(said, "Host key verification failed"))
        return unknownHostKey(remote, cancel);
    const QString words = gist(said);
    for (const Meaning& meaning : kMeanings) {
        if (says(said, meaning.text))
            return fail(meaning.kind,
                        QString::fromLatin1(meaning.advice)
                            + (words.isEmpty() ? QString() : QString(u" (ssh: "_s + words + u')')));
    }
    return fail(ErrorKind::Network,
                u"the connection ended (code %1)%2"_s.arg(code).arg(
                    words.isEmpty() ? QString() : QString(u": "_s + words)));
}

} // namespace cauce::git
