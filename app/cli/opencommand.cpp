#include "app/cli/opencommand.h"

#include "app/cli/console.h"
#include "app/cli/hostkeyoption.h"
#include "app/cli/sessioncommand.h"
#include "core/base/async.h"
#include "core/base/text.h"
#include "core/cluster/execconsent.h"
#include "core/cluster/kubeconfig.h"
#include "core/engine/workspacestore.h"
#include "core/git/poller.h"

#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace cauce::cli {

namespace {

constexpr std::chrono::seconds kHostKeyLimit {15}; // without a byte

// A relative path would mean another file from another folder.
QString absolute(const QString& file)
{
    return file.isEmpty() ? file : QDir::cleanPath(QDir::current().absoluteFilePath(file));
}

QString repositoryAddress(const QString& text)
{
    const bool folder = !text.contains(u':') && QFileInfo(text).isDir();
    return folder ? absolute(text) : text;
}

} // namespace

QString workspaceNameFor(const QString& repoUrl)
{
    QString last = repoUrl;
    while (last.endsWith(u'/'))
        last.chop(1);
    last = last.mid(std::max(last.lastIndexOf(u'/'), last.lastIndexOf(u':')) + 1).toLower();
    if (last.endsWith(".git"_L1))
        last.chop(4);
    QString name;
    for (const QChar c : std::as_const(last)) {
        const bool plain = (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'.';
        name += plain ? c : QChar(u'-');
    }
    while (!name.isEmpty() && !name.at(0).isLetterOrNumber())
        name.remove(0, 1);
    name.truncate(63);
    while (!name.isEmpty() && !name.back().isLetterOrNumber())
        name.chop(1);
    return name.isEmpty() ? u"workspace"_s : name;
}

QString OpenCommand::summary() const
{
    return u"Make a workspace: a repository and the cluster it goes to."_s;
}

QString OpenCommand::description() const
{
    return u"Makes a workspace: a Git repository with Application manifests and the kubeconfig "
           "context they\ngo to. It is kept in the configuration folder; the other commands use "
           "it. Opening the same\nrepository under the same name again changes it."_s;
}

void OpenCommand::declare(QCommandLineParser& parser) const
{
    parser.addOption(
        {u"repo"_s, u"Repository: https, ssh, git@host:path or a folder."_s, u"URL"_s});
    parser.addOption({u"revision"_s, u"Branch, tag or commit (default: HEAD)."_s, u"NAME"_s});
    parser.addOption({u"path"_s,
                      u"Folder or file with the Applications (default: the "
                      "repository's root)."_s,
                      u"PATH"_s});
    parser.addOption({u"context"_s,
                      u"kubeconfig context (default: the current one, which is "
                      "kept)."_s,
                      u"NAME"_s});
    parser.addOption(
        {u"kubeconfig"_s, u"kubeconfig file (default: as kubectl finds it)."_s, u"FILE"_s});
    parser.addOption(
        {u"poll"_s, u"Time between two looks at Git, 10 to 86400 (default: 180)."_s, u"SECONDS"_s});
    parser.addOption(
        {u"name"_s, u"Name of the workspace (default: from the repository)."_s, u"NAME"_s});
    parser.addOption(
        {u"ca-file"_s, u"Certificates that an https repository is checked against."_s, u"FILE"_s});
    parser.addOption({u"allow-exec"_s, u"Agree to the program that the context logs in with."_s});
    parser.addOption({u"ssh-key"_s, u"Private key for an ssh repository."_s, u"FILE"_s});
    declareHostKeyOption(parser);
}

Result<void> OpenCommand::prepare(const QCommandLineParser& parser)
{
    const QString repo = parser.value(u"repo"_s).trimmed();
    if (repo.isEmpty())
        return fail(ErrorKind::Invalid, u"--repo URL is needed"_s);
    m_workspace.repoUrl = repositoryAddress(repo);
    m_workspace.name = parser.isSet(u"name"_s) ? parser.value(u"name"_s) : workspaceNameFor(repo);
    if (parser.isSet(u"revision"_s))
        m_workspace.revision = parser.value(u"revision"_s);
    const auto fingerprint = hostKeyOption(parser);
    if (!fingerprint)
        return Failure {fingerprint.error()};
    m_acceptedKey = *fingerprint;
    m_allowExec = parser.isSet(u"allow-exec"_s);
    m_workspace.path = parser.value(u"path"_s);
    m_workspace.context = parser.value(u"context"_s);
    m_workspace.kubeconfig = absolute(parser.value(u"kubeconfig"_s));
    m_workspace.caFile = absolute(parser.value(u"ca-file"_s));
    m_workspace.sshKeyFile = absolute(parser.value(u"ssh-key"_s));
    if (parser.isSet(u"poll"_s)) {
        const auto seconds = parseSeconds(u"poll"_s, parser.value(u"poll"_s));
        if (!seconds)
            return Failure {seconds.error()};
        if (seconds->count() < 10)
            return fail(ErrorKind::Invalid, u"--poll %1: give 10 to 86400"_s.arg(seconds->count()));
        m_workspace.pollSeconds = int(seconds->count());
    }
    return {};
}

void OpenCommand::start()
{
    const auto url = git::GitUrl::parse(m_workspace.repoUrl);
    if (!url)
        return giveUp(url.error().message);
    if (url->scheme() == git::GitUrl::Scheme::Local && !QFileInfo(url->path()).isDir())
        return giveUp(u"--repo %1: there is no such folder"_s.arg(text::singleLine(url->path())));
    const auto existing = workspaces::load(m_workspace.name);
    if (existing) {
        const auto other = git::GitUrl::parse(existing->repoUrl);
        if (other && !(*other == *url))
            return giveUp(
                u"there is a workspace \"%1\" for %2 already: choose another --name"_s.arg(
                    m_workspace.name, other->toString()));
        m_workspace.repoAliases = existing->repoAliases;
    }
    const QStringList files = m_workspace.kubeconfig.isEmpty()
        ? cluster::KubeConfig::defaultFiles()
        : QStringList {m_workspace.kubeconfig};
    const auto config = cluster::KubeConfig::load(files);
    if (!config)
        return giveUp(config.error().message);
    const auto context = config->context(m_workspace.context);
    if (!context)
        return giveUp(context.error().message);
    m_workspace.context = context->name;
    if (const auto saved = workspaces::save(m_workspace); !saved)
        return giveUp(saved.error().message);

    printLine(u"Workspace %1: %2 at %3, %4 -> context %5 (%6)"_s.arg(
        m_workspace.name, text::singleLine(url->toString()), text::singleLine(m_workspace.revision),
        m_workspace.path.isEmpty() ? u"root folder"_s : text::singleLine(m_workspace.path),
        text::singleLine(context->name), text::singleLine(context->server)));
    checkPlugin(*context);
    if (context->insecureSkipTlsVerify)
        complain(
            u"context %1 does not check the server's certificate (insecure-skip-tls-verify)"_s.arg(
                context->name));
    if (url->scheme() == git::GitUrl::Scheme::Ssh)
        return checkHostKey(*url);
    if (!m_acceptedKey.isEmpty())
        complain(u"--accept-host-key is for ssh: %1 has no such key"_s.arg(url->toString()));
    emit finished(Done);
}

// Only the host key matters here: whatever else is wrong, the first look at the workspace says.
void OpenCommand::checkHostKey(const git::GitUrl& url)
{
    git::Remote remote {url};
    remote.sshKeyFile = m_workspace.sshKeyFile;
    remote.knownHostsFile = git::knownHostsFile();
    remote.idleTimeout = kHostKeyLimit;
    const auto job = [remote, name = m_workspace.revision] {
        return git::listRemote(remote, {name}, CancelToken());
    };
    onResult(QtConcurrent::run(job), this, [this](const Result<QMap<QString, QString>>& answer) {
        if (!answer && answer.error().kind == ErrorKind::Identity)
            return giveUp(answer.error().message);
        const auto question = answer ? std::nullopt : git::hostKeyQuestion(answer.error());
        if (question)
            return onHostKey(*question);
        if (!m_acceptedKey.isEmpty())
            complain(answer ? u"no key was accepted: the server is known already"_s
                            : u"no key was accepted: "_s + answer.error().message);
        emit finished(Done);
    });
}

void OpenCommand::onHostKey(const git::HostKeyQuestion& question)
{
    if (m_acceptedKey.isEmpty()) {
        complain(u"the ssh server %1 port %2 is not known; it shows %3 %4"_s
                     .arg(text::singleLine(question.host))
                     .arg(question.port)
                     .arg(question.algorithm, question.fingerprint));
        complain(hostKeyAdvice(question, u"cauce refresh --workspace %1"_s.arg(m_workspace.name)));
        emit finished(Done);
        return;
    }
    const auto chosen = chooseHostKey({question}, m_acceptedKey);
    if (!chosen)
        return giveUp(chosen.error().message);
    const auto job = [question] { return git::acceptHostKey(question, CancelToken()); };
    onResult(QtConcurrent::run(job), this, [this, question](const Result<void>& accepted) {
        if (!accepted)
            return giveUp(accepted.error().message);
        printLine(acceptedWords(question));
        emit finished(Done);
    });
}

// A kubeconfig can name any program; the first run of one is a person's decision.
void OpenCommand::checkPlugin(const cluster::KubeContext& context)
{
    if (!context.credential.exec)
        return;
    const cluster::ExecPlugin& plugin = *context.credential.exec;
    if (m_allowExec) {
        if (const auto granted = cluster::execconsent::grant(plugin); !granted)
            complain(granted.error().message);
        return;
    }
    const auto checked = cluster::execconsent::check(plugin);
    if (checked)
        return;
    if (checked.error().kind != ErrorKind::Consent)
        return complain(checked.error().message);
    complain(u"context %1 logs in by running: %2"_s.arg(context.name,
                                                        cluster::execconsent::commandLine(plugin)));
    complain(u"nothing was run; to agree to it, say the same command with --allow-exec"_s);
}

} // namespace cauce::cli
