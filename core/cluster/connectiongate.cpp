#include "core/cluster/connectiongate.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/object/jsoncodec.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr qsizetype kMaxVersion = 1 << 20;

//! What GET /version said, or why the server cannot be used now.
Result<QString> versionOf(const Result<ApiAnswer>& answer, const QString& host)
{
    if (!answer)
        return Failure {answer.error()};
    if (answer->status == 401 || answer->status >= 500)
        return Failure {errorOf(*answer, host)};
    if (!answer->isSuccess())
        return QString(); // no right to ask, or too many requests: it is there all the same
    const auto version = object::parseJson(answer->body, kMaxVersion);
    if (!version || !(*version)[u"gitVersion"].isString()) {
        return fail(ErrorKind::Network,
                    u"%1 answers, but not as a Kubernetes API server: is there a proxy or a login "
                    "page in between, or is the kubeconfig's server wrong?"_s.arg(host));
    }
    return text::singleLine((*version)[u"gitVersion"].toString(), 60);
}

} // namespace

ConnectionGate::ConnectionGate(ApiClient* client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &ConnectionGate::probe);
}

void ConnectionGate::probeNow()
{
    m_failures = 0;
    probe();
}

void ConnectionGate::report(const Error& error)
{
    if (m_state != State::Open)
        return;
    qCDebug(log::kube) << "asking whether" << m_client->host() << "is there:" << error.message;
    probe();
}

void ConnectionGate::probe()
{
    if (m_state == State::Probing)
        return;
    m_state = State::Probing;
    m_retry.stop();
    m_retryAt = {};
    onResult(m_client->get(u"/version"_s), this,
             [this](const Result<ApiAnswer>& answer) { onVersion(answer); });
}

void ConnectionGate::onVersion(const Result<ApiAnswer>& answer)
{
    const auto version = versionOf(answer, m_client->host());
    if (version) {
        if (!version->isEmpty())
            m_serverVersion = *version;
        m_state = State::Open;
        m_failures = 0;
        emit opened(std::exchange(m_down, false));
        return;
    }
    m_state = State::Closed;
    m_down = true;
    m_error = version.error();
    ++m_failures;
    const auto wait = nextWait();
    m_retryAt = QDateTime::currentDateTimeUtc().addMSecs(wait.count());
    m_retry.start(wait);
    qCWarning(log::kube) << "no connection," << m_failures << "in a row:" << m_error.message;
    emit wentDown();
}

std::chrono::milliseconds ConnectionGate::nextWait() const
{
    const ClusterLimits& limits = m_client->limits();
    // A token file is renewed behind our back; looking is cheap.
    if (m_error.kind == ErrorKind::Auth && !m_client->context().credential.tokenFile.isEmpty())
        return std::min(limits.tokenFileAge, limits.forbiddenRetry);
    // Refused credentials are not offered again and again; settings that are wrong stay wrong.
    if (m_error.kind == ErrorKind::Auth || m_error.kind == ErrorKind::Consent
        || m_error.kind == ErrorKind::Invalid) {
        return limits.forbiddenRetry;
    }
    return limits.backoff.delay(m_failures, QRandomGenerator::global()->generateDouble());
}

} // namespace cauce::cluster
