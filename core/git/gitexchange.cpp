#include "core/git/gitexchange.h"

#include "core/base/text.h"

#include <QRegularExpression>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace cauce::git {

namespace {

constexpr int kMaxAsked = 2; // helpers that disagree; more would be a loop
constexpr int kMaxRedirects = 3;
const char* const kReferences = "/info/refs?service=git-upload-pack";

//! As a request's target: a path may hold what people type but HTTP does not.
QByteArray encoded(const QString& path)
{
    return QUrl::toPercentEncoding(path, "/%:@!$&'()*+,;=~");
}

bool offersBasic(const HttpAnswer& challenge)
{
    static const QRegularExpression basic(u"(^|,\\s*)basic(\\s|$|,)"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    for (const QByteArray& one : challenge.all("www-authenticate")) {
        if (basic.match(QString::fromLatin1(one)).hasMatch())
            return true;
    }
    return false;
}

std::optional<Credential> givenCredential(const Remote& remote)
{
    QString user = remote.user.isEmpty() ? remote.url.user() : remote.user;
    const QString password = remote.password.isEmpty() ? remote.url.password() : remote.password;
    if (password.isEmpty() || remote.url.scheme() != GitUrl::Scheme::Https)
        return std::nullopt;
    if (user.isEmpty())
        user = u"x-access-token"_s; // hosting services want some name beside a token
    return Credential {user, password, false};
}

QString retryAfter(const HttpAnswer& answer)
{
    bool isNumber = false;
    const int seconds = answer.header("retry-after").toInt(&isNumber);
    return isNumber ? u"; it asks to wait %1 s"_s.arg(seconds) : QString();
}

} // namespace

GitExchange::GitExchange(const Remote& remote, const CancelToken& cancel)
    : m_remote(remote)
    , m_cancel(cancel)
    , m_connection(remote, cancel)
    , m_base(encoded(remote.url.path()))
    , m_credential(givenCredential(remote))
{
    while (m_base.endsWith('/'))
        m_base.chop(1);
}

Result<void> GitExchange::askReferences()
{
    for (;;) {
        const auto answer = perform({"GET", m_base + kReferences, {}, {}});
        if (!answer)
            return Failure {answer.error()};
        if (answer->status / 100 == 3 && answer->status != 304) {
            if (auto followed = followRedirect(*answer, kReferences); !followed)
                return followed;
            continue;
        }
        if (answer->status != 200)
            return refusal(*answer);
        const QByteArray type = answer->header("content-type");
        return type.startsWith("application/x-git-upload-pack-advertisement") ? Result<void>()
                                                                              : wrongType(type);
    }
}

Result<void> GitExchange::ask(const QByteArray& body, const QByteArray& protocol)
{
    HttpRequest request {"POST", m_base + "/git-upload-pack", {}, body};
    request.headers = {{"Content-Type", "application/x-git-upload-pack-request"},
                       {"Accept", "application/x-git-upload-pack-result"}};
    if (!protocol.isEmpty())
        request.headers.append({"Git-Protocol", protocol});
    const auto answer = perform(request);
    if (!answer)
        return Failure {answer.error()};
    if (answer->status != 200)
        return refusal(*answer);
    const QByteArray type = answer->header("content-type");
    return type.startsWith("application/x-git-upload-pack-result") ? Result<void>()
                                                                   : wrongType(type);
}

Result<HttpAnswer> GitExchange::perform(HttpRequest request)
{
    const HttpHeaders plain = request.headers;
    for (;;) {
        request.headers = plain;
        if (m_credential)
            request.headers.append(
                {"Authorization",
                 "Basic "
                     + QString(m_credential->user + u':' + m_credential->password)
                           .toUtf8()
                           .toBase64()});
        auto answer = m_connection.send(request);
        if (!answer)
            return answer;
        m_hasAnswered = true;
        if (answer->status != 401) {
            if (m_credential && m_credential->isFromHelper && !m_isApproved
                && answer->status / 100 == 2) {
                m_isApproved = true;
                approveCredential(m_remote.url, *m_credential, m_cancel);
            }
            return answer;
        }
        if (const auto found = nextCredential(*answer); !found)
            return Failure {found.error()};
    }
}

//! What to try after a 401, or the Error that ends it.
Result<void> GitExchange::nextCredential(const HttpAnswer& challenge)
{
    if (m_remote.url.scheme() != GitUrl::Scheme::Https)
        return fail(ErrorKind::Auth,
                    u"the server wants a password, which is never sent over http://; "
                    "change the address to https://"_s);
    if (!offersBasic(challenge))
        return fail(ErrorKind::Auth,
                    u"the server offers no way to log in with user and password or "
                    "token (only those are supported over https)"_s);
    const std::optional<Credential> refused = m_credential;
    m_credential.reset();
    if (refused && refused->isFromHelper)
        rejectCredential(m_remote.url, *refused, m_cancel);
    const Failure wrong = fail(ErrorKind::Auth,
                               u"the server refuses the user and the password or token (HTTP 401); "
                               "has it expired?"_s);
    if ((refused && !refused->isFromHelper) || ++m_asked > kMaxAsked)
        return wrong;
    const QString user = m_remote.user.isEmpty() ? m_remote.url.user() : m_remote.user;
    const auto found = findCredential(m_remote.url, user, m_cancel);
    if (!found)
        return Failure {found.error()};
    if (!*found)
        return refused ? wrong
                       : fail(ErrorKind::Auth,
                              u"the server wants a user and a password or token, and no git "
                              "credential helper knows them"_s);
    if (refused && **found == *refused)
        return wrong;
    m_credential = **found;
    m_isApproved = false;
    return {};
}

Result<void> GitExchange::followRedirect(const HttpAnswer& answer, const QByteArray& tail)
{
    const bool isSecure = m_remote.url.scheme() == GitUrl::Scheme::Https;
    QUrl here;
    here.setScheme(isSecure ? u"https"_s : u"http"_s);
    here.setHost(m_remote.url.host());
    here.setPort(m_remote.url.port() > 0 ? m_remote.url.port() : (isSecure ? 443 : 80));
    const QUrl base(here.toString() + QString::fromLatin1(m_base + tail), QUrl::TolerantMode);
    const QUrl to = base.resolved(QUrl::fromEncoded(answer.header("location")));
    const bool isSameOrigin = to.isValid() && to.scheme() == here.scheme()
        && to.host() == here.host() && to.port(isSecure ? 443 : 80) == here.port()
        && to.userInfo().isEmpty();
    const QByteArray target = to.path(QUrl::FullyEncoded).toLatin1()
        + (to.hasQuery() ? '?' + to.query(QUrl::FullyEncoded).toLatin1() : QByteArray());
    if (isSameOrigin && target.endsWith(tail) && ++m_redirects <= kMaxRedirects) {
        m_base = target.chopped(tail.size());
        return {};
    }
    QUrl shown = to;
    shown.setUserInfo({});
    shown.setQuery(QString());
    return fail(
        ErrorKind::Invalid,
        u"the server sends us on to %1, which is not followed; if that is right, change the "
        "repository's address"_s.arg(
            text::redacted(text::singleLine(shown.toString(QUrl::FullyEncoded), 200))));
}

Failure GitExchange::refusal(const HttpAnswer& answer)
{
    const int status = answer.status;
    QString said;
    if (answer.header("content-type").startsWith("text/plain")) {
        const auto body = m_connection.readAll(300);
        if (body && !body->trimmed().isEmpty())
            said = u": "_s + text::redacted(text::singleLine(QString::fromUtf8(body->trimmed())));
    }
    const QString http = u" (HTTP %1)"_s.arg(status) + said;
    if (status == 403)
        return fail(ErrorKind::Auth,
                    u"the server forbids reading; may this user or token read the repository?"_s
                        + http);
    if (status == 404 || status == 410)
        return fail(ErrorKind::NotFound,
                    u"there is no such repository, or these credentials may not see it"_s + http);
    if (status == 407)
        return fail(ErrorKind::Auth, u"the proxy wants a user and a password"_s + http);
    if (status == 408 || status == 504)
        return fail(ErrorKind::Timeout, u"the server took too long"_s + http);
    if (status == 429 || (status == 503 && !answer.header("retry-after").isEmpty()))
        return fail(ErrorKind::RateLimited,
                    u"the server is asked too often"_s + http + retryAfter(answer));
    if (status >= 500)
        return fail(ErrorKind::Network, u"the server has a problem; try again later"_s + http);
    return fail(ErrorKind::Invalid, u"the server does not give the repository"_s + http);
}

Failure GitExchange::wrongType(const QByteArray& type)
{
    if (type.startsWith("text/html") || type.startsWith("application/xhtml"))
        return fail(
            ErrorKind::Invalid,
            u"the server answered with a web page and not with Git data: is this the address "
            "of a repository, or does a login page stand before it?"_s);
    return fail(ErrorKind::Invalid,
                u"the server does not speak Git's smart protocol here (it sent %1)"_s.arg(
                    type.isEmpty() ? u"no content type"_s
                                   : text::singleLine(QString::fromLatin1(type), 80)));
}

} // namespace cauce::git
