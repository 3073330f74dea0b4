#include "core/git/giturl.h"

#include "core/base/text.h"

#include <QDir>
#include <QRegularExpression>

#include <optional>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr qsizetype kMaxLength = 2000;

// No message repeats the text: it may hold a password.
Failure invalid(const QString& what)
{
    return fail(ErrorKind::Invalid, u"the repository's address is refused: "_s + what);
}

struct Authority
{
    QString user;
    QString password;
    QString host;
    int port = -1;
};

bool isPercentEncodingSound(QStringView text)
{
    for (qsizetype i = text.indexOf(u'%'); i >= 0; i = text.indexOf(u'%', i + 1)) {
        bool isHex = false;
        const uint code = text.mid(i + 1, 2).toUInt(&isHex, 16);
        const bool twoDigits = i + 2 < text.size() && text.at(i + 1) != u'+'
            && text.at(i + 1) != u'-' && !text.at(i + 1).isSpace();
        if (!isHex || !twoDigits || code < 0x20 || code == 0x7f)
            return false;
    }
    return true;
}

QString decoded(QStringView text)
{
    return QString::fromUtf8(QByteArray::fromPercentEncoding(text.toUtf8()));
}

bool isHost(const QString& host)
{
    static const QRegularExpression name(u"\\A[a-z0-9_](?:[a-z0-9_.-]{0,252}[a-z0-9_.])?\\z"_s);
    static const QRegularExpression v6(u"\\A\\[[0-9a-f]*:[0-9a-f:.]{1,45}\\]\\z"_s);
    return (name.match(host).hasMatch() && !host.contains(".."_L1)) || v6.match(host).hasMatch();
}

bool isSshUser(const QString& user)
{
    static const QRegularExpression name(u"\\A[A-Za-z0-9_][A-Za-z0-9._+~@=-]{0,127}\\z"_s);
    return user.isEmpty() || name.match(user).hasMatch();
}

//! What a shell on the other side could take for more than a name. We quote; they may not.
bool isShellSafe(const QString& path)
{
    static const QRegularExpression unsafe(u"[\\\\'\"`$;|&<>!*?\\[\\]{}()#%]"_s);
    return !unsafe.match(path).hasMatch();
}

bool hasParentStep(const QString& path)
{
    const QStringList steps = decoded(path).split(u'/');
    return steps.contains(u".."_s);
}

Result<Authority> parseAuthority(QStringView text)
{
    Authority out;
    // The last '@' ends the user: nothing before it can be taken for the host.
    const qsizetype at = text.lastIndexOf(u'@');
    if (at >= 0) {
        const QStringView info = text.left(at);
        const qsizetype colon = info.indexOf(u':');
        out.user = decoded(colon < 0 ? info : info.left(colon));
        out.password = colon < 0 ? QString() : decoded(info.mid(colon + 1));
    }
    QStringView rest = text.mid(at + 1);
    const qsizetype bracket = rest.lastIndexOf(u']');
    const qsizetype colon = rest.indexOf(u':', std::max<qsizetype>(bracket, 0));
    if (colon >= 0) {
        const QStringView digits = rest.mid(colon + 1);
        bool isNumber = !digits.isEmpty() && digits.size() <= 5;
        for (const QChar c : digits)
            isNumber = isNumber && c >= u'0' && c <= u'9';
        out.port = isNumber ? digits.toInt() : 0;
        if (out.port < 1 || out.port > 65'535)
            return invalid(u"the port is not a number from 1 to 65535"_s);
        rest = rest.left(colon);
    }
    out.host = rest.toString().toLower();
    if (out.host.isEmpty())
        return invalid(u"it names no host"_s);
    if (!isHost(out.host))
        return invalid(u"the host is not a valid name (write an international one as xn--...)"_s);
    return out;
}

int defaultPort(GitUrl::Scheme scheme)
{
    switch (scheme) {
    case GitUrl::Scheme::Https:
        return 443;
    case GitUrl::Scheme::Http:
        return 80;
    case GitUrl::Scheme::Ssh:
        return 22;
    case GitUrl::Scheme::Local:
        break;
    }
    return -1;
}

Result<GitUrl::Scheme> schemeOf(const QString& name)
{
    if (name == "https"_L1)
        return GitUrl::Scheme::Https;
    if (name == "http"_L1)
        return GitUrl::Scheme::Http;
    if (name == "ssh"_L1)
        return GitUrl::Scheme::Ssh;
    if (name == "file"_L1)
        return GitUrl::Scheme::Local;
    static const QRegularExpression shown(u"\\A[a-z][a-z0-9+.-]{0,15}\\z"_s);
    return invalid(u"the scheme%1 is not allowed; use https, http, ssh or a local folder"_s.arg(
        shown.match(name).hasMatch() ? QString(u" \""_s + name + u'"') : QString()));
}

//! Only what is wrong with every kind of address.
std::optional<QString> faultOf(const QString& text)
{
    if (text.isEmpty())
        return u"it is empty"_s;
    if (text.size() > kMaxLength)
        return u"it is longer than %1 characters"_s.arg(kMaxLength);
    if (text::singleLine(text, kMaxLength + 1) != text)
        return u"it holds a line break or another invisible character"_s;
    if (text.startsWith(u'-'))
        return u"it begins with '-', like an option"_s;
    return std::nullopt;
}

QString withoutSuffixes(QString path)
{
    while (path.endsWith(u'/'))
        path.chop(1);
    if (path.endsWith(".git"_L1))
        path.chop(4);
    while (path.endsWith(u'/'))
        path.chop(1);
    return path;
}

} // namespace

Result<GitUrl> GitUrl::parse(const QString& given)
{
    QString text = given;
    while (text.startsWith(u' '))
        text.remove(0, 1);
    while (text.endsWith(u' '))
        text.chop(1);
    if (const auto fault = faultOf(text))
        return invalid(*fault);
    if (text.startsWith(u'/'))
        return parseLocal(text);
    const qsizetype mark = text.indexOf("://"_L1);
    if (mark >= 0)
        return parseUrl(text.left(mark).toLower(), text.mid(mark + 3));
    return parseScp(text);
}

Result<GitUrl> GitUrl::parseLocal(const QString& path)
{
    if (path.startsWith("//"_L1))
        return invalid(u"a folder of another computer is not supported; use ssh or https"_s);
    if (hasParentStep(QString(path).remove(u'%')))
        return invalid(u"the folder holds \"..\"; write it without"_s);
    GitUrl url;
    url.m_scheme = Scheme::Local;
    url.m_path = QDir::cleanPath(path);
    return url;
}

Result<GitUrl> GitUrl::parseUrl(const QString& schemeName, const QString& rest)
{
    const auto scheme = schemeOf(schemeName);
    if (!scheme)
        return Failure {scheme.error()};
    if (rest.contains(u'\\') || rest.contains(u' '))
        return invalid(u"it holds a blank or a '\\'; write a blank as %20"_s);
    if (!isPercentEncodingSound(rest))
        return invalid(u"it holds a '%' that stands for no visible character"_s);
    const qsizetype slash = rest.indexOf(u'/');
    const QString path = slash < 0 ? QString() : rest.mid(slash);
    if (path.contains(u'?') || path.contains(u'#'))
        return invalid(u"it has a '?' or '#' part, which no repository has"_s);
    if (*scheme == Scheme::Local) {
        const QString host = rest.left(std::max<qsizetype>(slash, 0));
        if (!path.startsWith(u'/') || (!host.isEmpty() && host != "localhost"_L1))
            return invalid(u"a file address is file:///folder, on this computer"_s);
        return parseLocal(decoded(path));
    }
    if (withoutSuffixes(path).isEmpty())
        return invalid(u"it names a host but no repository"_s);
    if (hasParentStep(path))
        return invalid(u"its path holds \"..\""_s);
    const auto authority = parseAuthority(QStringView(rest).left(slash));
    if (!authority)
        return Failure {authority.error()};

    GitUrl url;
    url.m_scheme = *scheme;
    url.m_host = authority->host;
    url.m_port = authority->port == defaultPort(*scheme) ? -1 : authority->port;
    url.m_user = authority->user;
    url.m_password = authority->password;
    url.m_path = path;
    const QString userInfo = url.m_user + url.m_password;
    if (text::singleLine(userInfo, kMaxLength) != userInfo)
        return invalid(u"its user holds an invisible character"_s);
    if (*scheme != Scheme::Ssh)
        return url;
    url.m_path = decoded(path);
    return checkedSsh(std::move(url));
}

Result<GitUrl> GitUrl::parseScp(const QString& text)
{
    const qsizetype colon = text.indexOf(u':', std::max<qsizetype>(text.indexOf(u']'), 0));
    const qsizetype slash = text.indexOf(u'/');
    if (colon < 0 || (slash >= 0 && slash < colon))
        return invalid(u"it is neither a URL nor an absolute folder; a relative folder depends on "
                       "where the program was started"_s);
    GitUrl url;
    url.m_scheme = Scheme::Ssh;
    url.m_path = text.mid(colon + 1);
    if (url.m_path.startsWith(u':'))
        return invalid(u"\"helper::address\" is not allowed; use https, http, ssh or a folder"_s);
    const QStringView authority = QStringView(text).left(colon);
    const qsizetype at = authority.lastIndexOf(u'@');
    url.m_user = authority.left(std::max<qsizetype>(at, 0)).toString();
    url.m_host = authority.mid(at + 1).toString().toLower();
    // "user:password@host:path" has its first ':' too early.
    if (url.m_path.section(u'/', 0, 0).contains(u'@') || url.m_user.contains(u':'))
        return invalid(u"a password for ssh is not supported; use a key or an agent"_s);
    if (at == 0)
        return invalid(u"the user is not a valid name"_s);
    static const QStringList schemes {u"file"_s, u"http"_s, u"https"_s, u"ssh"_s, u"git"_s};
    if (schemes.contains(url.m_host))
        return invalid(u"after \"%1:\" there must be \"//\""_s.arg(url.m_host));
    if (!isHost(url.m_host))
        return invalid(u"the host is not a valid name"_s);
    return checkedSsh(std::move(url));
}

Result<GitUrl> GitUrl::checkedSsh(GitUrl url)
{
    if (!url.m_password.isEmpty())
        return invalid(u"a password for ssh is not supported; use a key or an agent"_s);
    if (!isSshUser(url.m_user))
        return invalid(u"the user is not a valid name"_s);
    if (withoutSuffixes(url.m_path).isEmpty())
        return invalid(u"it names a host but no repository"_s);
    if (url.m_path.startsWith(u'-') || !isShellSafe(url.m_path) || hasParentStep(url.m_path))
        return invalid(u"its path could be taken for a command (quotes, ';', '$', \"..\" or a "
                       "leading '-')"_s);
    return url;
}

QString GitUrl::toString() const
{
    const QString port = m_port < 0 ? QString() : QString(u':' + QString::number(m_port));
    const QString user = m_user.isEmpty() ? QString() : QString(m_user + u'@');
    switch (m_scheme) {
    case Scheme::Https: // without the user: many people put their token there
        return u"https://"_s + m_host + port + m_path;
    case Scheme::Http:
        return u"http://"_s + m_host + port + m_path;
    case Scheme::Ssh:
        if (!m_path.startsWith(u'/')) // relative to the home there; only the scp form can say that
            return user + m_host + u':' + m_path;
        return u"ssh://"_s + user + m_host + port + QString(m_path).replace(u' ', "%20"_L1);
    case Scheme::Local:
        break;
    }
    return m_path;
}

QString GitUrl::identity() const
{
    // /srv/shop and /srv/shop.git stand side by side on many disks; on a host they are one.
    if (m_scheme == Scheme::Local)
        return m_path;
    const QString port = m_port < 0 ? QString() : QString(u':' + QString::number(m_port));
    QString path = withoutSuffixes(m_path);
    if (!path.startsWith(u'/'))
        path.prepend(u'/');
    if (m_scheme == Scheme::Ssh) {
        // "git" is the user of every hosting service; another one may have another home.
        const bool isShared = m_user.isEmpty() || m_user == "git"_L1;
        return u"ssh://"_s + (isShared ? QString() : QString(m_user + u'@')) + m_host + port + path;
    }
    return (m_scheme == Scheme::Https ? u"https://"_s : u"http://"_s) + m_host + port + path;
}

} // namespace cauce::git
