#include "core/git/hostkeys.h"

#include "core/base/paths.h"
#include "core/base/processrunner.h"
#include "core/base/text.h"

#include <QCryptographicHash>
#include <QFile>
#include <QRegularExpression>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::git {

namespace {

constexpr auto kScanLimit = 15s;

//! Where ssh would connect and under which name it looks the key up.
struct Target
{
    QString host; //!< to connect to
    QString knownAs; //!< HostKeyAlias or the same
    int port = 22;
    bool isDirect = true;
};

struct ScannedKey
{
    QString algorithm;
    QByteArray type; //!< "ssh-ed25519"
    QByteArray key; //!< base64
    QString fingerprint;
};

QString bare(QString host)
{
    return host.startsWith(u'[') ? host.mid(1, host.size() - 2) : host;
}

//! Asks ssh itself, whose configuration may rename the host.
Target targetOf(const Remote& remote, const CancelToken& cancel)
{
    const QString host = bare(remote.url.host());
    Target target {host, host, remote.url.port() > 0 ? remote.url.port() : 22, true};
    ProcessRequest request;
    request.program = u"ssh"_s;
    request.arguments = {u"-G"_s};
    if (remote.url.port() > 0)
        request.arguments << u"-p"_s << QString::number(remote.url.port());
    if (!remote.url.user().isEmpty())
        request.arguments << u"-l"_s << remote.url.user();
    request.arguments << u"--"_s << host;
    request.timeout = 10s;
    const auto outcome = runProcess(request, cancel);
    if (!outcome || outcome->exitCode != 0)
        return target;
    QString alias;
    for (const QByteArray& line : outcome->output.split('\n')) {
        const QString value = QString::fromUtf8(line.mid(line.indexOf(' ') + 1).trimmed());
        if (line.startsWith("hostname "))
            target.host = value;
        else if (line.startsWith("port "))
            target.port = value.toInt();
        else if (line.startsWith("hostkeyalias ") && value != "none"_L1)
            alias = value;
        else if (line.startsWith("proxyjump ") || line.startsWith("proxycommand "))
            target.isDirect = target.isDirect && value == "none"_L1;
    }
    target.knownAs = alias.isEmpty() ? target.host : alias;
    return target;
}

QString algorithmOf(const QByteArray& type)
{
    if (type == "ssh-ed25519")
        return u"ED25519"_s;
    if (type.startsWith("ecdsa-"))
        return u"ECDSA"_s;
    return type == "ssh-rsa" ? u"RSA"_s : QString();
}

//! The server's keys, the one that ssh prefers first.
Result<QList<ScannedKey>> scan(const QString& host, int port, const CancelToken& cancel)
{
    if (host.startsWith(u'-'))
        return fail(ErrorKind::Invalid, u"\"%1\" is not a host"_s.arg(host));
    ProcessRequest request;
    request.program = u"ssh-keyscan"_s;
    request.arguments
        = {u"-T"_s, u"10"_s, u"-p"_s, QString::number(port), u"-t"_s, u"ed25519,ecdsa,rsa"_s,
           u"--"_s, host};
    request.timeout = kScanLimit;
    const auto outcome = runProcess(request, cancel);
    if (!outcome)
        return Failure {outcome.error()};
    QMap<QString, ScannedKey> found;
    for (const QByteArray& line : outcome->output.split('\n')) {
        const QList<QByteArray> fields = line.trimmed().split(' ');
        if (fields.size() != 3 || line.startsWith('#'))
            continue;
        const QString algorithm = algorithmOf(fields.at(1));
        const auto raw
            = QByteArray::fromBase64Encoding(fields.at(2), QByteArray::AbortOnBase64DecodingErrors);
        if (algorithm.isEmpty() || !raw)
            continue;
        const QByteArray hash = QCryptographicHash::hash(*raw, QCryptographicHash::Sha256);
        found.insert(
            algorithm,
            {algorithm, fields.at(1), fields.at(2),
             u"SHA256:"_s + QString::fromLatin1(hash.toBase64(QByteArray::OmitTrailingEquals))});
    }
    QList<ScannedKey> keys;
    for (const QString& algorithm : {u"ED25519"_s, u"ECDSA"_s, u"RSA"_s}) {
        if (found.contains(algorithm))
            keys.append(found.value(algorithm));
    }
    if (keys.isEmpty())
        return fail(ErrorKind::Network, u"%1 port %2 showed no host key"_s.arg(host).arg(port));
    return keys;
}

QString patternFor(const QString& host, int port)
{
    return port == 22 ? host : u"[%1]:%2"_s.arg(host).arg(port);
}

// The message is the machine-readable form: hostKeyQuestion() reads what this writes.
const QString kQuestion = u"the host key of %1 port %2 is not known: %3 %4; compare it with the "
                          "provider's published fingerprint before you accept it"_s;

} // namespace

QString knownHostsFile()
{
    return paths::state() + u"/known_hosts"_s;
}

std::optional<HostKeyQuestion> hostKeyQuestion(const Error& error)
{
    static const QRegularExpression form(
        u"the host key of (\\S+) port (\\d+) is not known: (ED25519|ECDSA|RSA) "
        "(SHA256:[A-Za-z0-9+/]{43}); "_s);
    const auto match = form.match(error.message);
    if (error.kind != ErrorKind::HostKey || !match.hasMatch())
        return std::nullopt;
    return HostKeyQuestion {match.captured(1), match.captured(2).toInt(), match.captured(3),
                            match.captured(4)};
}

Failure unknownHostKey(const Remote& remote, const CancelToken& cancel)
{
    const Target target = targetOf(remote, cancel);
    const auto keys = target.isDirect && target.knownAs == target.host
        ? scan(target.host, target.port, cancel)
        : Result<QList<ScannedKey>>(fail(ErrorKind::NotFound, {}));
    if (!keys)
        return fail(
            ErrorKind::Identity,
            u"the host key of %1 is not known and could not be asked for; connect once with "
            "\"ssh %1\" in a terminal and compare the fingerprint"_s.arg(bare(remote.url.host())));
    const ScannedKey& key = keys->first();
    return fail(ErrorKind::HostKey,
                kQuestion.arg(target.host).arg(target.port).arg(key.algorithm, key.fingerprint));
}

Failure revokedHostKey(const Remote& remote)
{
    return fail(ErrorKind::Identity,
                u"the host key of %1 is marked as revoked in a known_hosts file: somebody may have "
                "stolen it. Refused. Ask the server's owner"_s.arg(bare(remote.url.host())));
}

Failure changedHostKey(const Remote& remote, const QByteArray& said)
{
    static const QRegularExpression shown(u"(SHA256:[A-Za-z0-9+/]{43})"_s);
    static const QRegularExpression place(u"Offending (\\S+ key in \\S+)"_s);
    const QString text = QString::fromUtf8(said);
    const QString fingerprint = shown.match(text).captured(1);
    const QString offending = text::singleLine(place.match(text).captured(1));
    return fail(
        ErrorKind::Identity,
        u"the host key of %1 HAS CHANGED (now %2): somebody may be in the middle, or the server "
        u"got "
        "a new key. Refused. Ask the server's owner; only then remove the old entry (%3)"_s.arg(
            bare(remote.url.host()), fingerprint.isEmpty() ? u"unknown"_s : fingerprint,
            offending.isEmpty() ? u"in the known_hosts file"_s : offending));
}

Result<void> acceptHostKey(const HostKeyQuestion& question, const CancelToken& cancel)
{
    const auto keys = scan(question.host, question.port, cancel);
    if (!keys)
        return Failure {keys.error()};
    for (const ScannedKey& key : *keys) {
        if (key.algorithm != question.algorithm || key.fingerprint != question.fingerprint)
            continue;
        const QString path = knownHostsFile();
        QFile file(path);
        QByteArray content = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        if (!content.isEmpty() && !content.endsWith('\n'))
            content += '\n';
        content += patternFor(question.host, question.port).toUtf8() + ' ' + key.type + ' '
            + key.key + '\n';
        return paths::writeFile(path, content);
    }
    return fail(ErrorKind::Identity,
                u"%1 port %2 shows another %3 key now than the one that was accepted; nothing was "
                "stored"_s.arg(question.host)
                    .arg(question.port)
                    .arg(question.algorithm));
}

} // namespace cauce::git
