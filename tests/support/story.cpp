#include "tests/support/story.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace cauce::test {

Story::Story(StoryCluster* cluster)
    : m_cluster(cluster)
    , m_app(u"shop-%1"_s.arg(QRandomGenerator::system()->generate(), 8, 16, QChar(u'0')))
{ }

Story::Story(ControlPlane* plane)
    : Story(static_cast<StoryCluster*>(nullptr))
{
    m_own = std::make_unique<PlaneCluster>(plane);
    m_cluster = m_own.get();
}

QProcessEnvironment Story::environment() const
{
    QProcessEnvironment environment = m_repo.environment();
    environment.insert(u"HOME"_s, m_home.path());
    environment.insert(u"XDG_CONFIG_HOME"_s, m_home.filePath(u"config"_s));
    environment.insert(u"XDG_CACHE_HOME"_s, m_home.filePath(u"cache"_s));
    environment.insert(u"XDG_STATE_HOME"_s, m_home.filePath(u"state"_s));
    environment.insert(u"KUBECONFIG"_s, m_cluster->kubeconfig());
    environment.insert(u"USER"_s, u"tester"_s);
    return environment;
}

void Story::writeApp(const QByteArray& image, int replicas)
{
    m_repo.write(u"apps/example-app/deployment.yaml"_s,
                 "apiVersion: apps/v1\n"
                 "kind: Deployment\n"
                 "metadata:\n"
                 "  name: example-app\n"
                 "spec:\n"
                 "  replicas: "
                     + QByteArray::number(replicas)
                     + "\n"
                       "  selector:\n"
                       "    matchLabels: {app: example-app}\n"
                       "  template:\n"
                       "    metadata:\n"
                       "      labels: {app: example-app}\n"
                       "    spec:\n"
                       "      containers:\n"
                       "        - name: nginx\n"
                       "          image: "
                     + image
                     + "\n"
                       "          ports:\n"
                       "            - containerPort: 80\n");
    m_repo.write(u"apps/example-app/service.yaml"_s,
                 "apiVersion: v1\n"
                 "kind: Service\n"
                 "metadata:\n"
                 "  name: example-app\n"
                 "spec:\n"
                 "  selector: {app: example-app}\n"
                 "  ports:\n"
                 "    - port: 80\n");
}

void Story::writeRoot(const QList<Entry>& entries)
{
    QByteArray text;
    for (const Entry& entry : entries) {
        text += "---\n"
                "apiVersion: argoproj.io/v1alpha1\n"
                "kind: Application\n"
                "metadata:\n"
                "  name: "
            + entry.name.toUtf8()
            + "\n"
              "  namespace: argocd\n"
              "spec:\n"
              "  project: default\n"
              "  source:\n"
              "    repoURL: "
            + m_repo.bareDir().toUtf8()
            + "\n"
              "    targetRevision: main\n"
              "    path: "
            + entry.path.toUtf8()
            + "\n"
              "  destination:\n"
              "    server: https://kubernetes.default.svc\n"
              "    namespace: "
            + nameSpace().toUtf8()
            + "\n"
              "  syncPolicy:\n"
            + entry.policy
            + "    syncOptions:\n"
              "      - CreateNamespace=true\n";
    }
    m_repo.write(u"clusters/k3s/root-app.yaml"_s, text);
}

CommandResult Story::cauce(const QStringList& arguments, int seconds) const
{
    QProcess process;
    process.setProcessEnvironment(environment());
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(QStringLiteral(CAUCE_BINARY_DIR "/app/cauce"), arguments);
    CommandResult result;
    if (!process.waitForFinished(seconds * 1000)) {
        process.kill();
        process.waitForFinished();
        result.err = u"killed after %1 s; "_s.arg(seconds);
    } else {
        result.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : 128;
    }
    result.out = QString::fromUtf8(process.readAllStandardOutput());
    result.err += QString::fromUtf8(process.readAllStandardError());
    return result;
}

std::unique_ptr<QProcess> Story::start(const QStringList& arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment());
    process->setStandardInputFile(QProcess::nullDevice());
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->start(QStringLiteral(CAUCE_BINARY_DIR "/app/cauce"), arguments);
    return process;
}

QString Story::kubectl(const QStringList& arguments) const
{
    const auto output = m_cluster->kubectl(QStringList {u"-n"_s, nameSpace()} + arguments);
    if (!output) {
        QTest::qFail(qPrintable(output.error().message), __FILE__, __LINE__);
        return {};
    }
    return QString::fromUtf8(*output).trimmed();
}

QStringList changedLines(const QString& diff)
{
    QStringList changed;
    const QStringList lines = diff.split(u'\n');
    for (const QString& line : lines) {
        if (line.startsWith(u'-') || line.startsWith(u'+')) {
            QString text = line.mid(1).trimmed();
            if (text.startsWith("- "_L1)) // an item of a list begins with it
                text = text.mid(2);
            changed.append(line.at(0) + u' ' + text);
        }
    }
    return changed;
}

} // namespace cauce::test
