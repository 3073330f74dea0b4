#include "core/git/lsrefs.h"

#include "core/git/gitexchange.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr qsizetype kMaxAnswer = 128 << 20;

QByteArray packetLine(const QByteArray& text)
{
    return QByteArray::number(text.size() + 4, 16).rightJustified(4, '0') + text;
}

//! What \p name could be spelled as in a listing.
QStringList prefixesFor(const QString& name)
{
    static const QRegularExpression object(u"\\A[0-9A-Fa-f]{40}\\z"_s);
    if (name.isEmpty() || name == "HEAD"_L1 || object.match(name).hasMatch())
        return {};
    if (name.startsWith("refs/"_L1))
        return {name};
    QStringList prefixes {u"refs/heads/"_s + name, u"refs/remotes/"_s + name,
                          u"refs/tags/"_s + name};
    if (isVersionRange(name))
        prefixes.append(u"refs/tags/"_s);
    return prefixes;
}

//! One line: "<object> <name>[ symref-target:<name>][ peeled:<object>]".
bool addLine(const QByteArray& line, Listing& listing)
{
    static const QRegularExpression form(
        u"\\A([0-9a-f]{40}|unborn) (\\S+)((?: [a-z-]+:\\S+)*)\\n?\\z"_s);
    const auto match = form.match(QString::fromUtf8(line));
    if (!match.hasMatch())
        return false;
    const QString object = match.captured(1);
    const QString name = match.captured(2);
    if (name != "HEAD"_L1 && !name.startsWith("refs/"_L1))
        return false;
    if (object != "unborn"_L1)
        listing.references.insert(name, object);
    for (const QString& attribute : match.captured(3).split(u' ', Qt::SkipEmptyParts)) {
        const QString value = attribute.section(u':', 1);
        if (attribute.startsWith("peeled:"_L1))
            listing.references.insert(name + "^{}"_L1, value);
        else if (attribute.startsWith("symref-target:"_L1) && name == "HEAD"_L1)
            listing.headTarget = value;
    }
    return true;
}

} // namespace

QByteArray lsRefsRequest(const QStringList& names)
{
    QByteArray request = packetLine("command=ls-refs\n") + packetLine("object-format=sha1") + "0001"
        + packetLine("peel\n") + packetLine("symrefs\n");
    QStringList prefixes;
    for (const QString& name : names)
        prefixes.append(prefixesFor(name));
    prefixes.removeDuplicates();
    if (!names.isEmpty()) {
        prefixes.prepend(u"HEAD"_s);
        for (const QString& prefix : prefixes)
            request += packetLine("ref-prefix " + prefix.toUtf8() + '\n');
    }
    return request + "0000";
}

Result<Listing> parseLsRefs(const QByteArray& answer)
{
    Listing listing;
    qsizetype at = 0;
    while (at + 4 <= answer.size()) {
        bool isNumber = false;
        const qsizetype size = answer.mid(at, 4).toInt(&isNumber, 16);
        if (isNumber && size == 0)
            return at + 4 == answer.size()
                ? Result<Listing>(listing)
                : fail(ErrorKind::Invalid, u"something follows the end of the references"_s);
        const QByteArray line = answer.mid(at + 4, size - 4);
        if (!isNumber || size < 5 || line.size() != size - 4)
            break;
        if (!addLine(line, listing))
            break;
        at += size;
    }
    return fail(ErrorKind::Invalid, u"the server does not answer in Git's protocol 2"_s);
}

Result<Listing> lsRefsOverHttp(const Remote& remote, const QStringList& names,
                               const CancelToken& cancel)
{
    GitExchange exchange(remote, cancel);
    if (const auto asked = exchange.ask(lsRefsRequest(names), "version=2"); !asked) {
        // An old server may stumble over the request; a server that is not there is another matter.
        const bool isStumble = asked.error().kind == ErrorKind::Network && exchange.hasAnswered();
        return fail(isStumble ? ErrorKind::Invalid : asked.error().kind, asked.error().message);
    }
    const auto answer = exchange.readAll(kMaxAnswer);
    if (!answer)
        return Failure {answer.error()};
    return parseLsRefs(*answer);
}

} // namespace cauce::git
