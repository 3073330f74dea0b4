#include "app/cli/sandboxcommand.h"

#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/sandbox/sandbox.h"

#include <QCommandLineParser>
#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;

namespace cauce::cli {

namespace {

// By this a later run knows that it may write the file again.
constexpr char kMark[]
    = "# Written by `cauce sandbox`: goes with a cluster that lives in that program.\n";

QString absoluteFile(const QString& file)
{
    return file.isEmpty() ? file : QDir::cleanPath(QDir::current().absoluteFilePath(file));
}

} // namespace

SandboxCommand::SandboxCommand() = default;
SandboxCommand::~SandboxCommand() = default;

QString SandboxCommand::summary() const
{
    return u"Run a small cluster on this machine, for scripts and kubectl."_s;
}

QString SandboxCommand::description() const
{
    return u"Runs a small Kubernetes API server with simulated controllers on 127.0.0.1, in the "
           "foreground, until\nSIGINT or SIGTERM. The second line it prints names its kubeconfig; "
           "it answers from then on.\nImages named *broken* are never pulled, *crash* end at once. "
           "Nothing runs in its Pods."_s;
}

void SandboxCommand::declare(QCommandLineParser& parser) const
{
    parser.addOption({u"port"_s, u"Port on 127.0.0.1 (default: any that is free)."_s, u"N"_s});
    parser.addOption({u"kubeconfig"_s,
                      u"Write the kubeconfig here, too; a file of others is left as it is."_s,
                      u"FILE"_s});
    parser.addOption({u"data"_s,
                      u"Keep the objects in this folder (default: they end with the program)."_s,
                      u"FOLDER"_s});
}

Result<void> SandboxCommand::prepare(const QCommandLineParser& parser)
{
    if (parser.isSet(u"port"_s)) {
        bool good = false;
        m_port = parser.value(u"port"_s).toUShort(&good);
        if (!good || m_port == 0)
            return fail(ErrorKind::Invalid,
                        u"--port %1: give a port, 1 to 65535"_s.arg(
                            text::singleLine(parser.value(u"port"_s), 40)));
    }
    m_kubeconfig = absoluteFile(parser.value(u"kubeconfig"_s));
    m_data = absoluteFile(parser.value(u"data"_s));
    return {};
}

Result<QString> SandboxCommand::takeFolder()
{
    if (m_data.isEmpty()) {
        m_temporary = std::make_unique<QTemporaryDir>();
        if (!m_temporary->isValid())
            return fail(ErrorKind::Io,
                        u"cannot make a temporary folder: %1"_s.arg(m_temporary->errorString()));
        return m_temporary->path();
    }
    if (const auto made = paths::makePrivate(m_data); !made)
        return Failure {made.error()};
    return m_data;
}

Result<QString> SandboxCommand::giveKubeconfig() const
{
    if (m_kubeconfig.isEmpty())
        return m_cluster->kubeconfig();
    QFile present(m_kubeconfig);
    if (present.exists()
        && (!present.open(QIODevice::ReadOnly) || !present.readLine().startsWith(kMark)))
        return fail(ErrorKind::Conflict,
                    u"%1 exists and was not written by `cauce sandbox`: it is left as it is, give "
                    "another --kubeconfig"_s.arg(m_kubeconfig));
    QFile own(m_cluster->kubeconfig());
    if (!own.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, u"cannot read %1: %2"_s.arg(own.fileName(), own.errorString()));
    if (const auto written = paths::writeFile(m_kubeconfig, kMark + own.readAll()); !written)
        return Failure {written.error()};
    return m_kubeconfig;
}

void SandboxCommand::start()
{
    const auto folder = takeFolder();
    if (!folder)
        return giveUp(folder.error().message);
    sandbox::Sandbox::Options options;
    options.port = m_port;
    options.folder = *folder;
    options.keepsData = !m_data.isEmpty();
    m_cluster = std::make_unique<sandbox::Sandbox>(options);
    if (const auto started = m_cluster->start(); !started)
        return giveUp(started.error().message);
    const auto kubeconfig = giveKubeconfig();
    if (!kubeconfig)
        return giveUp(kubeconfig.error().message);
    m_stop = std::make_unique<StopSignals>(this, [this] {
        m_cluster.reset();
        emit finished(Done);
    });
    printLine(u"Serving "_s + m_cluster->server());
    printLine(u"kubeconfig "_s + text::singleLine(*kubeconfig));
    printLine(u"Ctrl+C ends it."_s);
}

} // namespace cauce::cli
