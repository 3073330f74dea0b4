#include "core/cluster/credential.h"

#include "core/base/async.h"

#include <QFile>
#include <QFileInfo>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr qint64 kMaxToken = 64 << 10;
constexpr qint64 kMinPluginInterval
    = 30'000; // ms: refused again so soon, it would be refused again

//! The characters of RFC 6750; a header must not be injected through a token either.
bool isToken(const QString& text)
{
    return !text.isEmpty() && std::all_of(text.cbegin(), text.cend(), [](QChar c) {
        return c.unicode() > 0x20 && c.unicode() < 0x7f;
    });
}

QByteArray bearer(const QString& token)
{
    return "Bearer " + token.toLatin1();
}

} // namespace

Result<QString> readTokenFile(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(QFileInfo::exists(path) ? ErrorKind::Io : ErrorKind::NotFound,
                    u"cannot read the token file %1: %2"_s.arg(path, file.errorString()));
    }
    const QByteArray content = file.read(kMaxToken + 1);
    const QString token = QString::fromUtf8(content).trimmed();
    if (content.size() > kMaxToken || !isToken(token))
        return fail(ErrorKind::Invalid, u"the token file %1 does not hold a token"_s.arg(path));
    return token;
}

CredentialSource::CredentialSource(KubeContext context, const ClusterLimits& limits,
                                   QObject* parent)
    : QObject(parent)
    , m_context(std::move(context))
    , m_limits(limits)
{
    if (changes())
        return;
    const Credential& credential = m_context.credential;
    Proof proof {{}, credential.clientCertificate, credential.clientKey};
    if (!credential.token.isEmpty()) {
        if (isToken(credential.token))
            proof.authorization = bearer(credential.token);
    } else if (!credential.username.isEmpty()) {
        proof.authorization
            = "Basic " + (credential.username + u':' + credential.password).toUtf8().toBase64();
    }
    m_proof = proof;
}

CredentialSource::~CredentialSource()
{
    m_cancel.cancel();
}

bool CredentialSource::changes() const
{
    return m_context.credential.exec.has_value() || !m_context.credential.tokenFile.isEmpty();
}

const Proof* CredentialSource::current() const
{
    if (!m_proof)
        return nullptr;
    if (!m_context.credential.tokenFile.isEmpty()
        && m_age.hasExpired(m_limits.tokenFileAge.count()))
        return nullptr;
    if (m_renewAt.isValid() && QDateTime::currentDateTimeUtc() >= m_renewAt)
        return nullptr;
    return &*m_proof;
}

void CredentialSource::obtain()
{
    if (m_running || !changes())
        return;
    m_running = true;
    QThreadPool* pool = QThreadPool::globalInstance();
    if (m_context.credential.exec) {
        onResult(QtConcurrent::run(
                     pool,
                     [context = m_context, timeout = m_limits.execTimeout, cancel = m_cancel] {
                         return runExecPlugin(context, timeout, cancel);
                     }),
                 this, [this](const Result<ExecCredential>& result) { takeExec(result); });
    } else {
        onResult(QtConcurrent::run(
                     pool, [path = m_context.credential.tokenFile] { return readTokenFile(path); }),
                 this, [this](const Result<QString>& result) { takeToken(result); });
    }
}

void CredentialSource::takeToken(const Result<QString>& token)
{
    m_running = false;
    const Credential& credential = m_context.credential;
    if (token)
        m_proof = Proof {bearer(*token), credential.clientCertificate, credential.clientKey};
    else if (!m_proof && isToken(credential.token)) // kubectl's fallback
        m_proof
            = Proof {bearer(credential.token), credential.clientCertificate, credential.clientKey};
    if (m_proof)
        m_age.start();
    emit settled(m_proof ? std::nullopt : std::optional<Error>(token.error()));
}

void CredentialSource::takeExec(const Result<ExecCredential>& credential)
{
    m_running = false;
    if (!credential) {
        m_proof.reset();
        emit settled(credential.error());
        return;
    }
    Proof proof {{}, credential->clientCertificate, credential->clientKey};
    if (proof.clientCertificate.isEmpty()) {
        proof.clientCertificate = m_context.credential.clientCertificate;
        proof.clientKey = m_context.credential.clientKey;
    }
    if (isToken(credential->token)) {
        proof.authorization = bearer(credential->token);
    } else if (!credential->token.isEmpty()) {
        emit settled(
            Error {ErrorKind::Invalid,
                   u"the credential plugin \"%1\" gave a token with impossible characters"_s.arg(
                       m_context.credential.exec->command)});
        return;
    }
    m_renewAt = {};
    if (credential->expiresAt.isValid()) {
        // A tenth of its life early, so that no request is under way when it ends.
        const QDateTime now = QDateTime::currentDateTimeUtc();
        m_renewAt = credential->expiresAt.addMSecs(-now.msecsTo(credential->expiresAt) / 10);
        if (m_renewAt <= now) {
            emit settled(
                Error {ErrorKind::Auth,
                       u"the credential plugin \"%1\" gave credentials that expired at %2"_s.arg(
                           m_context.credential.exec->command,
                           credential->expiresAt.toString(Qt::ISODate))});
            return;
        }
    }
    m_proof = proof;
    m_age.start();
    emit settled(std::nullopt);
}

bool CredentialSource::forget(const Proof& refused)
{
    if (!changes())
        return false;
    if (!m_proof || *m_proof != refused)
        return true; // there is another one already, or one is on its way
    if (m_context.credential.exec && !m_age.hasExpired(kMinPluginInterval))
        return false;
    m_proof.reset();
    return true;
}

} // namespace cauce::cluster
