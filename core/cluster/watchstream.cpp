#include "core/cluster/watchstream.h"

#include "core/cluster/replyerrors.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr qint64 kWatchBuffer = 256 << 10; // a fast server waits for us: HTTP/1.1's back-pressure
constexpr qint64 kMaxRefusal = 1 << 20;

} // namespace

WatchStream::WatchStream(const ClusterLimits& limits, QString host, QObject* parent)
    : QObject(parent)
    , m_limits(limits)
    , m_host(std::move(host))
    , m_framer(limits.maxLine)
{
    m_silence.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, this, &WatchStream::silent);
}

WatchStream::~WatchStream()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
}

void WatchStream::open(ManagerPtr manager, const QNetworkRequest& prepared)
{
    QNetworkRequest request(prepared);
    // Ours counts lines; Qt's counts bytes and is only there should ours fail.
    request.setTransferTimeout(int(2 * std::max(m_limits.watchSilence, m_limits.idle).count()));
    m_manager = std::move(manager);
    m_reply = m_manager->get(request);
    m_reply->setReadBufferSize(kWatchBuffer);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &WatchStream::readHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &WatchStream::readBytes);
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError>& errors) { m_tlsErrors = errors; });
    connect(m_reply, &QNetworkReply::finished, this, &WatchStream::finish);
    m_silence.start(m_limits.idle); // for the head; a server sends it at once
}

void WatchStream::failWith(const Error& error)
{
    emit closed(Failure {error});
}

void WatchStream::readHead()
{
    if (const auto redirect = redirectError(*m_reply, m_host)) {
        give(redirect->kind, redirect->message);
        return;
    }
    if (m_opened || headOf(*m_reply, m_limits).status != 200)
        return;
    m_opened = true;
    m_silence.start(m_limits.watchSilence);
    emit opened();
}

void WatchStream::readBytes()
{
    if (m_gaveUp || !m_reply || !m_reply->isOpen())
        return;
    const QByteArray bytes = m_reply->readAll();
    if (!m_opened) {
        m_refusal += bytes.left(kMaxRefusal - m_refusal.size());
        return;
    }
    QList<QByteArray> whole;
    const bool fits = m_framer.feed(bytes, &whole);
    if (!whole.isEmpty()) {
        m_silence.start(m_limits.watchSilence);
        const QPointer<WatchStream> guard(this);
        emit lines(whole);
        if (!guard)
            return; // whoever read them has had enough
    }
    if (!fits)
        give(ErrorKind::Invalid,
             u"a watch event of %1 is too large: the limit is %2 MiB"_s.arg(m_host).arg(
                 m_limits.maxLine >> 20));
}

void WatchStream::give(ErrorKind kind, const QString& message)
{
    if (m_gaveUp || !m_reply)
        return;
    m_gaveUp = Error {kind, message};
    m_reply->abort(); // finish() follows
}

void WatchStream::silent()
{
    const auto limit = m_opened ? m_limits.watchSilence : m_limits.idle;
    give(ErrorKind::Timeout,
         (m_opened ? u"a watch of %1 was silent for %2 s: the connection counts as dead"_s
                   : u"%1 did not answer a watch within %2 s"_s)
             .arg(m_host)
             .arg(double(limit.count()) / 1000));
}

void WatchStream::finish()
{
    const QPointer<WatchStream> guard(this);
    if (!m_gaveUp)
        readBytes();
    if (!guard)
        return;
    m_silence.stop();
    std::optional<Error> error = m_gaveUp;
    if (!error)
        error = redirectError(*m_reply, m_host);
    if (!error)
        error = transportError(*m_reply, m_tlsErrors, m_host);
    ApiAnswer answer = headOf(*m_reply, m_limits);
    answer.body = std::move(m_refusal);
    m_refusal.clear();
    m_reply->deleteLater();
    m_reply.clear();
    m_manager.reset();
    if (error)
        emit closed(Failure {*error});
    else if (answer.status != 401 || !m_retry || !m_retry(answer))
        emit closed(std::move(answer));
}

} // namespace cauce::cluster
