#include "tests/bench/benchrepository.h"

#include <QDir>
#include <QFile>
#include <QProcess>

using namespace Qt::StringLiterals;

namespace cauce::bench {

namespace {

struct Shape
{
    const char* group; // for the tracking id
    const char* kind;
    const char* body; // after metadata; %1 is the name
};

// Ten kinds, none of which makes Pods: what is measured is Cauce, not the scheduler.
const Shape kShapes[] = {
    {"", "ConfigMap", "apiVersion: v1\nkind: ConfigMap\ndata:\n  level: info\n  workers: \"4\"\n"},
    {"", "Secret", "apiVersion: v1\nkind: Secret\nstringData:\n  token: not-a-real-one\n"},
    {"", "Service",
     "apiVersion: v1\nkind: Service\nspec:\n  selector:\n    app: %1\n  ports:\n  - name: http\n"
     "    port: 80\n    targetPort: 8080\n"},
    {"", "ServiceAccount", "apiVersion: v1\nkind: ServiceAccount\n"},
    {"apps", "Deployment",
     "apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: 0\n  selector:\n    matchLabels:\n"
     "      app: %1\n  template:\n    metadata:\n      labels:\n        app: %1\n    spec:\n"
     "      containers:\n      - name: main\n        image: nginx:1.25-alpine\n        "
     "resources:\n"
     "          requests:\n            cpu: 100m\n            memory: 64Mi\n"},
    {"apps", "StatefulSet",
     "apiVersion: apps/v1\nkind: StatefulSet\nspec:\n  replicas: 0\n  serviceName: %1\n  "
     "selector:\n"
     "    matchLabels:\n      app: %1\n  template:\n    metadata:\n      labels:\n        app: "
     "%1\n"
     "    spec:\n      containers:\n      - name: main\n        image: nginx:1.25-alpine\n"},
    {"rbac.authorization.k8s.io", "Role",
     "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules:\n- apiGroups: [\"\"]\n"
     "  resources: [pods]\n  verbs: [get, list]\n"},
    {"networking.k8s.io", "NetworkPolicy",
     "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec:\n  podSelector:\n    "
     "matchLabels:\n"
     "      app: %1\n"},
    {"policy", "PodDisruptionBudget",
     "apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec:\n  minAvailable: 1\n  selector:\n"
     "    matchLabels:\n      app: %1\n"},
    {"batch", "CronJob",
     "apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: 0 3 1 1 *\n  suspend: true\n"
     "  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: Never\n"
     "          containers:\n          - name: main\n            image: nginx:1.25-alpine\n"},
};

QString applicationName(int i)
{
    return u"bench-%1"_s.arg(i, 3, 10, QLatin1Char('0'));
}

QByteArray objectText(const QString& application, const QString& nameSpace, const QString& name,
                      const Shape& shape, bool tracked, bool changed)
{
    QString body = QString::fromLatin1(shape.body);
    body.replace("%1"_L1, name);
    QString metadata = u"metadata:\n  name: %1\n  namespace: %2\n  labels:\n    team: %3\n"_s.arg(
        name, nameSpace, changed ? u"changed"_s : u"bench"_s);
    if (tracked)
        metadata += u"  annotations:\n    argocd.argoproj.io/tracking-id: %1:%2/%3:%4/%5\n"_s.arg(
            application, QLatin1String(shape.group), QLatin1String(shape.kind), nameSpace, name);
    return "---\n" + (body + metadata).toUtf8();
}

QByteArray applicationText(const QString& application, int objects, bool tracked, int differing = 0)
{
    QByteArray text;
    for (int i = 0; i < objects; ++i) {
        const QString name = u"%1-%2"_s.arg(application).arg(i, 3, 10, QLatin1Char('0'));
        text += objectText(application, application, name, kShapes[i % std::size(kShapes)], tracked,
                           i < differing);
    }
    return text;
}

QByteArray rootText(const QStringList& applications)
{
    QByteArray text;
    for (const QString& name : applications)
        text += u"---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: %1\n"
                "  namespace: argocd\nspec:\n  project: default\n  source:\n"
                "    repoURL: https://git.example/bench.git\n    targetRevision: main\n"
                "    path: apps/%1\n  destination:\n    server: https://kubernetes.default.svc\n"
                "    namespace: %1\n"_s.arg(name)
                    .toUtf8();
    return text;
}

bool write(const QString& path, const QByteArray& content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

bool git(const QString& folder, const QStringList& arguments)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(u"git"_s, arguments);
    return process.waitForFinished() && process.exitCode() == 0;
}

} // namespace

bool makeRepository(const QString& folder, int applications, int largeObjects)
{
    QStringList names;
    for (int i = 0; i < applications; ++i)
        names << applicationName(i);
    bool ok = true;
    for (const QString& name : std::as_const(names))
        ok = ok
            && write(folder + "/apps/"_L1 + name + "/all.yaml"_L1,
                     applicationText(name, int(std::size(kShapes)), false));
    names << u"bench-large"_s;
    ok = ok
        && write(folder + "/apps/bench-large/all.yaml"_L1,
                 applicationText(u"bench-large"_s, largeObjects, false));
    ok = ok && write(folder + "/clusters/bench/root-app.yaml"_L1, rootText(names));
    return ok && git(folder, {u"init"_s, u"-q"_s, u"-b"_s, u"main"_s})
        && git(folder, {u"add"_s, u"-A"_s})
        && git(folder,
               {u"-c"_s, u"user.name=bench"_s, u"-c"_s, u"user.email=bench@localhost"_s,
                u"commit"_s, u"-q"_s, u"-m"_s, u"Add the applications"_s});
}

QList<QByteArray> clusterContent(int applications, int largeObjects)
{
    constexpr int kPerPiece = 20; // applications of ten objects
    QByteArray text;
    for (int i = 0; i <= applications; ++i) {
        const QString name = i < applications ? applicationName(i) : u"bench-large"_s;
        text += u"---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: %1\n"_s.arg(name)
                    .toUtf8();
    }
    QList<QByteArray> pieces {text};
    for (int i = 0; i < applications; ++i) {
        if (i % kPerPiece == 0)
            pieces << QByteArray();
        pieces.last() += applicationText(applicationName(i), int(std::size(kShapes)), true);
    }
    pieces << applicationText(u"bench-large"_s, largeObjects, true);
    return pieces;
}

QByteArray largeContent(int largeObjects, int differing)
{
    return applicationText(u"bench-large"_s, largeObjects, true, differing);
}

} // namespace cauce::bench
