#include "tests/support/controlplane.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QThread>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace cauce::test {

namespace {

constexpr int kStartMs = 120'000; // three seconds on an idle machine
constexpr int kCommandMs = 90'000;
constexpr int kKubectlMs = 60'000;
constexpr int kFlushMs = 5'000;

QString script(QStringView name)
{
    return u"" CAUCE_SOURCE_DIR "/tests/controlplane/"_s + name;
}

QString sharedFolder()
{
    return qEnvironmentVariable("CAUCE_CONTROLPLANE_DIR");
}

struct Programs
{
    QString folder; // empty: missing says why
    QString missing;
};

Programs findPrograms()
{
    QProcess build;
    build.start(script(u"build"), {u"--where"_s});
    if (!build.waitForFinished(30'000))
        return {{}, u"tests/controlplane/build: "_s + build.errorString()};
    const QString said = QString::fromUtf8(build.readAllStandardError()).trimmed();
    if (build.exitStatus() != QProcess::NormalExit || build.exitCode() != 0)
        return {{}, said.section(u'\n', -1)};
    return {QString::fromUtf8(build.readAllStandardOutput()).trimmed().section(u'\n', -1), {}};
}

const Programs& programs()
{
    static const Programs found = findPrograms();
    return found;
}

QProcessEnvironment environment()
{
    QProcessEnvironment env = QProcessEnvironment::systemEnvironment();
    if (!programs().folder.isEmpty())
        env.insert(u"CAUCE_CONTROLPLANE_BIN"_s, programs().folder);
    return env;
}

QString lastLines(const QString& fileName)
{
    QFile file(fileName);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    file.seek(qMax<qint64>(0, file.size() - 2'000));
    return QString::fromUtf8(file.readAll()).trimmed();
}

AuditEntry entryOf(const QJsonObject& event)
{
    const QJsonObject object = event.value("objectRef"_L1).toObject();
    AuditEntry e;
    e.verb = event.value("verb"_L1).toString();
    e.userAgent = event.value("userAgent"_L1).toString();
    e.user = event.value("user"_L1).toObject().value("username"_L1).toString();
    e.group = object.value("apiGroup"_L1).toString();
    e.resource = object.value("resource"_L1).toString();
    e.subresource = object.value("subresource"_L1).toString();
    e.nameSpace = object.value("namespace"_L1).toString();
    e.name = object.value("name"_L1).toString();
    e.uri = event.value("requestURI"_L1).toString();
    e.code = event.value("responseStatus"_L1).toObject().value("code"_L1).toInt();
    e.receivedAt = QDateTime::fromString(event.value("requestReceivedTimestamp"_L1).toString(),
                                         Qt::ISODateWithMs);
    return e;
}

bool matches(const AuditEntry& e, const AuditFilter& f)
{
    return e.userAgent.startsWith(f.userAgent) && (f.verb.isEmpty() || e.verb == f.verb)
        && (f.resource.isEmpty() || e.resource == f.resource)
        && (f.nameSpace.isEmpty() || e.nameSpace == f.nameSpace);
}

ControlPlane* g_shared = nullptr; // ended by the end of the QCoreApplication

void endShared()
{
    delete std::exchange(g_shared, nullptr);
}

} // namespace

ControlPlane::ControlPlane(Ownership ownership)
    : m_ownership(ownership)
{ }

ControlPlane::~ControlPlane()
{
    if (!m_supervisor || m_supervisor->state() == QProcess::NotRunning)
        return;
    // Its stdin is what it lives by. A supervisor that must be killed takes its children along.
    m_supervisor->closeWriteChannel();
    if (!m_supervisor->waitForFinished(15'000)) {
        m_supervisor->kill();
        m_supervisor->waitForFinished(5'000);
    }
}

QString ControlPlane::unavailableReason()
{
    if (!sharedFolder().isEmpty() && QFile::exists(sharedFolder() + "/env"_L1))
        return {};
    return programs().missing;
}

ControlPlane* ControlPlane::shared()
{
    Q_ASSERT_X(QCoreApplication::instance(), "ControlPlane::shared", "there is no application yet");
    static const bool started = [] {
        auto plane = std::make_unique<ControlPlane>();
        if (const auto done = plane->start(); !done) {
            qWarning("control plane: %ls", qUtf16Printable(done.error().message));
            return false;
        }
        g_shared = plane.release();
        qAddPostRoutine(endShared);
        return true;
    }();
    return started ? g_shared : nullptr;
}

Result<void> ControlPlane::start()
{
    Q_ASSERT_X(m_env.isEmpty(), "ControlPlane::start", "it was started before");
    if (m_ownership == Ownership::Shared && !sharedFolder().isEmpty())
        return attach(sharedFolder());
    return launch();
}

Result<void> ControlPlane::attach(const QString& folder)
{
    if (!readEnv(folder))
        return fail(
            ErrorKind::NotFound,
            u"CAUCE_CONTROLPLANE_DIR=%1: no control plane runs there (it has no file 'env')"_s.arg(
                folder));
    return {};
}

Result<void> ControlPlane::launch()
{
    if (programs().folder.isEmpty())
        return fail(ErrorKind::NotFound, programs().missing);
    m_folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + "/cauce-controlplane-XXXXXX"_L1);
    if (!m_folder->isValid())
        return fail(ErrorKind::Io, u"no temporary folder: "_s + m_folder->errorString());
    const QString says = m_folder->filePath(u"start.log"_s);

    m_supervisor = std::make_unique<QProcess>();
    m_supervisor->setProcessEnvironment(environment());
    m_supervisor->setStandardErrorFile(says);
    m_supervisor->start(script(u"start"), {m_folder->path()});
    QByteArray line;
    if (readLine(line, kStartMs) && line == "READY" && readEnv(m_folder->path()))
        return {};

    m_folder->setAutoRemove(false);
    const bool late = m_supervisor->state() == QProcess::Running;
    return fail(late ? ErrorKind::Timeout : ErrorKind::Io,
                u"the control plane in %1 %2: %3"_s.arg(
                    m_folder->path(), late ? u"was not ready in time"_s : u"did not start"_s,
                    lastLines(says)));
}

// Lines such as KEY='value'; no value has a quote in it.
bool ControlPlane::readEnv(const QString& folder)
{
    QFile file(folder + "/env"_L1);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
    for (const QString& line : lines)
        m_env.insert(line.section(u'=', 0, 0), line.section(u'=', 1).remove(u'\''));
    return m_env.contains(u"SERVER"_s);
}

QString ControlPlane::value(const char* key) const
{
    return m_env.value(QLatin1String(key));
}

bool ControlPlane::readLine(QByteArray& line, int timeoutMs)
{
    const QDeadlineTimer deadline(timeoutMs);
    while (!m_supervisor->canReadLine()) {
        if (!m_supervisor->waitForReadyRead(int(deadline.remainingTime()))
            && !m_supervisor->canReadLine())
            return false;
    }
    line = m_supervisor->readLine().trimmed();
    return true;
}

QString ControlPlane::folder() const
{
    return value("DIR");
}

QString ControlPlane::server() const
{
    return value("SERVER");
}

QString ControlPlane::caFile() const
{
    return value("CA_FILE");
}

QString ControlPlane::token(User user) const
{
    switch (user) {
    case User::TokenAdmin:
        return value("TOKEN");
    case User::Nobody:
        return value("TOKEN_NOBODY");
    case User::Admin:
    case User::NobodyByCertificate:
        break;
    }
    return {};
}

QString ControlPlane::kubeconfig(User user) const
{
    switch (user) {
    case User::Admin:
        return value("KUBECONFIG_ADMIN");
    case User::TokenAdmin:
        return value("KUBECONFIG_TOKEN");
    case User::Nobody:
        return value("KUBECONFIG_NOBODY");
    case User::NobodyByCertificate:
        break;
    }
    return value("KUBECONFIG_NOBODY_CERT");
}

// The log is written in the order in which answers end: once ours is in it, so are earlier ones.
void ControlPlane::flushAudit() const
{
    const QString mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QFile log(value("AUDIT_LOG"));
    if (!log.open(QIODevice::ReadOnly))
        return;
    log.seek(log.size());

    QProcess curl;
    curl.start(u"curl"_s,
               {u"--silent"_s, u"--max-time"_s, u"2"_s, u"--noproxy"_s, u"*"_s, u"--output"_s,
                u"/dev/null"_s, u"--user-agent"_s, u"cauce-controlplane"_s, u"--cacert"_s, caFile(),
                u"--header"_s, u"Authorization: Bearer "_s + token(),
                server() + "/version?mark="_L1 + mark});
    if (!curl.waitForFinished() || curl.exitCode() != 0)
        return; // it does not run or does not answer, so it writes nothing either
    QByteArray tail;
    for (const QDeadlineTimer deadline(kFlushMs); !deadline.hasExpired(); QThread::msleep(2)) {
        tail += log.readAll();
        if (tail.contains(mark.toUtf8()))
            return;
    }
    qWarning("control plane: the audit log lags behind by more than %d ms", kFlushMs);
}

QList<AuditEntry> ControlPlane::audit(const AuditFilter& filter) const
{
    flushAudit();
    QFile log(value("AUDIT_LOG"));
    QList<AuditEntry> found;
    if (!log.open(QIODevice::ReadOnly))
        return found;
    // Saves parsing most lines; no user agent has a character that JSON would write otherwise.
    const QByteArray agent = "\"userAgent\":\"" + filter.userAgent.toUtf8();
    QSet<QString> begun; // ids of watches, which have a second event when they end
    while (!log.atEnd()) {
        const qint64 at = log.pos();
        const QByteArray line = log.readLine();
        if (!line.contains(agent))
            continue;
        const QJsonObject event = QJsonDocument::fromJson(line).object();
        const QString id = event.value("auditID"_L1).toString();
        if (begun.contains(id))
            continue;
        if (event.value("stage"_L1).toString() != "ResponseComplete"_L1)
            begun.insert(id);
        const AuditEntry entry = entryOf(event);
        if (at >= filter.since && matches(entry, filter))
            found.append(entry);
    }
    return found;
}

qint64 ControlPlane::auditMark() const
{
    flushAudit();
    return QFile(value("AUDIT_LOG")).size();
}

Result<void> ControlPlane::stopApiServer(Ending ending)
{
    return tell(ending == Ending::Orderly ? u"stop-apiserver"_s : u"kill-apiserver"_s);
}

Result<void> ControlPlane::startApiServer()
{
    return tell(u"start-apiserver"_s);
}

Result<void> ControlPlane::tell(const QString& command)
{
    if (!m_supervisor)
        return fail(
            ErrorKind::Invalid,
            u"%1: this control plane is shared; make one with Ownership::Own"_s.arg(command));
    m_supervisor->write(command.toUtf8() + '\n');
    QByteArray answer;
    if (!readLine(answer, kCommandMs))
        return fail(ErrorKind::Timeout,
                    u"%1: the control plane in %2 gave no answer: %3"_s.arg(
                        command, folder(), lastLines(folder() + "/start.log"_L1)));
    if (!answer.startsWith("OK "))
        return fail(ErrorKind::Invalid, QString::fromUtf8(answer));
    return {};
}

Result<QByteArray> ControlPlane::kubectl(const QStringList& arguments,
                                         const QByteArray& input) const
{
    const QString own = value("BIN") + "/kubectl"_L1;
    const QStringList common {u"--kubeconfig"_s, kubeconfig(), u"--cache-dir"_s,
                              folder() + "/kubectl-cache"_L1};
    QProcess process;
    process.start(QFile::exists(own) ? own : u"kubectl"_s, common + arguments);
    process.write(input);
    process.closeWriteChannel();
    const QString what = u"kubectl "_s + arguments.join(u' ');
    if (!process.waitForFinished(kKubectlMs))
        return fail(process.error() == QProcess::FailedToStart ? ErrorKind::NotFound
                                                               : ErrorKind::Timeout,
                    what + u": "_s + process.errorString());
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
        return fail(ErrorKind::Invalid,
                    what + u": "_s + QString::fromUtf8(process.readAllStandardError()).trimmed());
    return process.readAllStandardOutput();
}

} // namespace cauce::test
