#include "core/cluster/apianswer.h"

#include "core/base/text.h"
#include "core/object/jsoncodec.h"

#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr qsizetype kMaxStatus = 1 << 20; // a Status is read as a tree, so it must be small

ErrorKind kindOfForbidden(const ApiStatus& status)
{
    // RBAC's words are `User "anna" cannot patch resource ...`. Admission (webhooks, quota, pod
    // security) refuses the object with the same code: other credentials would not help.
    const bool rights = status.code == 0 || status.message.contains("\" cannot "_L1)
        || !status.message.contains(u':');
    return rights ? ErrorKind::Auth : ErrorKind::Invalid;
}

//! kube-apiserver answers 500 to an object that does not fit its kind: an unknown field, a wrong
//! type, bad base64. It says so before anything is stored.
bool isMisfit(const ApiStatus& status)
{
    return status.message.startsWith("failed to create typed patch object"_L1)
        || status.message.startsWith("failed to convert new object"_L1);
}

ErrorKind kindOfStatus(int http, const ApiStatus& status)
{
    switch (http) {
    case 401:
    case 407:
        return ErrorKind::Auth;
    case 403:
        return kindOfForbidden(status);
    case 404:
        return ErrorKind::NotFound;
    case 408:
    case 504:
        return ErrorKind::Timeout;
    case 409:
    case 410:
    case 412:
        return ErrorKind::Conflict;
    case 429:
        return ErrorKind::RateLimited;
    case 500:
        return isMisfit(status) ? ErrorKind::Invalid : ErrorKind::Network;
    default:
        return http >= 500 ? ErrorKind::Network : ErrorKind::Invalid;
    }
}

QString fieldsOf(const ApiStatus& status)
{
    QStringList fields;
    for (const StatusCause& cause : status.causes) {
        if (!cause.field.isEmpty())
            fields.append(cause.reason.isEmpty() ? cause.field
                                                 : cause.field + " ("_L1 + cause.reason + u')');
    }
    if (status.message.contains("illegal base64 data"_L1))
        fields.append(u"a value under data is not base64"_s);
    else if (status.message.contains("field not declared in schema"_L1))
        fields.append(u"a field is not declared in the schema"_s);
    else if (isMisfit(status))
        fields.append(u"a value has not the type that its field wants"_s);
    const QString why = u"what the server said is not shown, as it may hold a Secret's value"_s;
    return fields.isEmpty() ? why : fields.join(", "_L1) + "; "_L1 + why;
}

} // namespace

ApiStatus decodeStatus(const QByteArray& body)
{
    const auto parsed = object::parseJson(body, kMaxStatus);
    if (!parsed || (*parsed)[u"kind"].toString() != "Status"_L1)
        return {};
    const object::Json& json = *parsed;
    ApiStatus status;
    status.code = int(json[u"code"].toInteger().value_or(500));
    status.reason = json[u"reason"].toString();
    status.message = json[u"message"].toString();
    for (const object::Json& cause : json.path({u"details", u"causes"}).items())
        status.causes.append({cause[u"reason"].toString(), cause[u"message"].toString(),
                              cause[u"field"].toString()});
    return status;
}

Error errorOf(const ApiAnswer& answer, const QString& doing, Quote quote)
{
    const ApiStatus status = decodeStatus(answer.body);
    QString message = u"%1: HTTP %2"_s.arg(doing).arg(answer.status);
    if (!status.reason.isEmpty())
        message += u' ' + status.reason;
    QString said;
    if (quote == Quote::FieldsOnly && answer.status != 404 && answer.status != 401)
        said = fieldsOf(status);
    else if (status.code != 0)
        said = status.message;
    else if (answer.contentType.startsWith("text/plain"))
        said = QString::fromUtf8(answer.body.left(200)).trimmed();
    else if (!answer.contentType.startsWith("application/json"))
        said = u"the answer (%1) does not come from a Kubernetes API server: is there a proxy or a "
               "login page in between?"_s.arg(QString::fromLatin1(answer.contentType));
    if (!said.isEmpty())
        message += ": "_L1 + said;
    return {kindOfStatus(answer.status, status), text::plain(message)};
}

QStringList parseWarnings(const QByteArray& header)
{
    QStringList warnings;
    QByteArray text;
    bool quoted = false;
    for (qsizetype i = 0; i < header.size(); ++i) {
        const char c = header.at(i);
        if (quoted && c == '\\' && i + 1 < header.size()) {
            text += header.at(++i);
        } else if (c == '"') {
            if (quoted)
                warnings.append(QString::fromUtf8(text));
            text.clear();
            quoted = !quoted;
        } else if (quoted) {
            text += c;
        }
    }
    return warnings;
}

std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray& header, qint64 now)
{
    bool number = false;
    const int seconds = header.trimmed().toInt(&number);
    if (number && seconds >= 0)
        return std::chrono::seconds(seconds);
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(header.trimmed()),
                                             u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return std::nullopt;
    date.setTimeSpec(Qt::UTC);
    return std::chrono::seconds(std::max<qint64>(0, date.toSecsSinceEpoch() - now));
}

} // namespace cauce::cluster
