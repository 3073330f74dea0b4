#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <chrono>
#include <optional>

namespace cauce::cluster {

//! What an API server answered to one request, whatever it said: 404 is an answer, too.
struct ApiAnswer
{
    int status = 0; //!< HTTP; never 3xx: a redirect is an Error
    QByteArray body; //!< decompressed
    QByteArray contentType;
    QByteArray etag;
    QStringList warnings; //!< the Warning headers' texts; untrusted
    std::optional<std::chrono::milliseconds> retryAfter; //!< already cut to the limit

    bool isSuccess() const { return status >= 200 && status < 300; }
};

//! One of details.causes of a Kubernetes Status.
struct StatusCause
{
    QString reason;
    QString message;
    QString field;
};

//! A Kubernetes Status as an API server sends it for a failure. All of it is untrusted text.
struct ApiStatus
{
    int code = 0; //!< 0: there was no Status
    QString reason; //!< "Conflict", "Expired", ...
    QString message;
    QList<StatusCause> causes;
};

//! Reads \p body as a Status; code is 0 when it is none. Pure.
ApiStatus decodeStatus(const QByteArray& body);

//! Whether an error may quote the server's words: an object's values can be among them.
enum class Quote { ServerMessage, FieldsOnly };

//! \brief Why \p answer (not a success) is a failure, for whoever reads it.
//!
//! The message is "DOING: HTTP 409 Conflict: what the server said", cleaned for display.
//! \param doing what was asked: "apply apps/Deployment shop/cart"
//! \param quote FieldsOnly for Secrets: the server's message may repeat a value
Error errorOf(const ApiAnswer& answer, const QString& doing, Quote quote = Quote::ServerMessage);

//! The texts of a Warning header (RFC 7234: code, agent, quoted text; a list). Pure.
QStringList parseWarnings(const QByteArray& header);

//! \brief The wait that a Retry-After header asks for: seconds or an HTTP date. Pure.
//! \param now UTC in seconds since 1970, for the date
std::optional<std::chrono::milliseconds> parseRetryAfter(const QByteArray& header, qint64 now);

} // namespace cauce::cluster
