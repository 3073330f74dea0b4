#include "core/cluster/kubeconfig.h"

#include "core/cluster/kubeconfigentry.h"
#include "core/object/yamlreader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr qint64 kMaxKubeConfig = 4 << 20;

//! Reads one kubeconfig as a JSON object; an empty file is an empty configuration, as for kubectl.
Result<object::Json> readConfig(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, u"cannot read %1: %2"_s.arg(path, file.errorString()));
    const QByteArray text = file.read(kMaxKubeConfig + 1);
    if (text.size() > kMaxKubeConfig)
        return fail(ErrorKind::Invalid, u"%1: larger than 4 MiB, so no kubeconfig"_s.arg(path));
    const auto documents = object::readYaml(text, path);
    if (!documents)
        return Failure {documents.error()};
    if (documents->isEmpty())
        return object::Json::emptyObject();
    if (documents->size() > 1)
        return fail(ErrorKind::Invalid, u"%1: has more than one YAML document"_s.arg(path));
    const object::Json& config = documents->first().value;
    if (config.isNull())
        return object::Json::emptyObject();
    if (!config.isObject())
        return fail(ErrorKind::Invalid, u"%1: is no kubeconfig (not a mapping)"_s.arg(path));
    const object::Json& kind = config[u"kind"];
    const object::Json& version = config[u"apiVersion"];
    if ((!kind.isNull() && kind.toString() != "Config"_L1)
        || (!version.isNull() && version.toString() != "v1"_L1)) {
        return fail(
            ErrorKind::Invalid,
            u"%1: is no kubeconfig (kind and apiVersion must be Config and v1)"_s.arg(path));
    }
    return config;
}

} // namespace

struct KubeConfig::Entry
{
    object::Json body;
    QString file;
};

Result<KubeConfig> KubeConfig::load(const QStringList& files)
{
    KubeConfig merged;
    for (const QString& file : files) {
        if (!QFileInfo::exists(file))
            continue; // kubectl's rule: KUBECONFIG may name files that are not there yet
        if (const auto read = merged.mergeFile(QFileInfo(file).absoluteFilePath()); !read)
            return Failure {read.error()};
    }
    if (merged.m_files.isEmpty()) {
        return fail(ErrorKind::NotFound,
                    u"no kubeconfig: %1"_s.arg(files.isEmpty()
                                                   ? u"no file is named"_s
                                                   : files.join(", "_L1) + " is not there"_L1));
    }
    return merged;
}

Result<void> KubeConfig::mergeFile(const QString& file)
{
    const auto config = readConfig(file);
    if (!config)
        return Failure {config.error()};
    struct Section
    {
        QStringView list;
        QStringView body;
        Entries* into;
    };
    for (const Section& section :
         {Section {u"contexts", u"context", &m_contexts},
          Section {u"clusters", u"cluster", &m_clusters}, Section {u"users", u"user", &m_users}}) {
        const object::Json& list = (*config)[section.list];
        if (!list.isNull() && !list.isArray()) {
            return fail(ErrorKind::Invalid,
                        u"%1: \"%2\" must be a list"_s.arg(file, section.list.toString()));
        }
        QStringList names;
        for (const object::Json& item : list.items()) {
            const QString name = item[u"name"].toString();
            const object::Json& body = item[section.body];
            if (!item[u"name"].isString() || (!body.isObject() && !body.isNull())) {
                return fail(ErrorKind::Invalid,
                            u"%1: every item of \"%2\" needs a name and a mapping \"%3\""_s.arg(
                                file, section.list.toString(), section.body.toString()));
            }
            if (names.contains(name)) {
                return fail(ErrorKind::Invalid,
                            u"%1: two items of \"%2\" are named \"%3\""_s.arg(
                                file, section.list.toString(), name));
            }
            names.append(name);
            if (!section.into->contains(name)) // the first file that names a thing wins
                section.into->insert(name, std::make_shared<const Entry>(Entry {body, file}));
        }
    }
    if (m_currentContext.isEmpty())
        m_currentContext = (*config)[u"current-context"].toString();
    m_files.append(file);
    return {};
}

QStringList KubeConfig::defaultFiles()
{
    QStringList files;
    const auto named
        = qEnvironmentVariable("KUBECONFIG").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    for (const QString& file : named) {
        if (!files.contains(file))
            files.append(file);
    }
    if (!files.isEmpty())
        return files;
    const QString own = QDir::homePath() + "/.kube/config"_L1;
    const QString k3s = u"/etc/rancher/k3s/k3s.yaml"_s;
    if (!QFileInfo::exists(own) && QFileInfo(k3s).isReadable())
        return {k3s};
    return {own};
}

QStringList KubeConfig::contextNames() const
{
    return m_contexts.keys();
}

Result<KubeContext> KubeConfig::context(const QString& name) const
{
    const QString wanted = name.isEmpty() ? m_currentContext : name;
    if (wanted.isEmpty()) {
        return fail(ErrorKind::NotFound,
                    u"%1 names no current-context: choose a context"_s.arg(m_files.join(", "_L1)));
    }
    const auto context = m_contexts.value(wanted);
    if (!context) {
        return fail(ErrorKind::NotFound,
                    u"no context \"%1\" in %2"_s.arg(wanted, m_files.join(", "_L1)));
    }
    const ConfigFields fields(context->body, context->file, u"context \"%1\""_s.arg(wanted));
    const QString clusterName = fields.text(u"cluster");
    const QString userName = fields.text(u"user");
    const QString nameSpace = fields.text(u"namespace");
    if (const auto& error = fields.error())
        return Failure {*error};
    const auto missing = [&](QStringView what, const QString& which) {
        return fail(ErrorKind::NotFound,
                    u"context \"%1\" (%2) names the %3 \"%4\", which is not in %5"_s.arg(
                        wanted, context->file, what.toString(), which, m_files.join(", "_L1)));
    };
    const auto cluster = m_clusters.value(clusterName);
    if (!cluster)
        return missing(u"cluster", clusterName);
    const auto user = m_users.value(userName);
    if (!user && !userName.isEmpty()) // without a user one is anonymous, as with kubectl
        return missing(u"user", userName);

    KubeContext out;
    out.name = wanted;
    out.clusterName = clusterName;
    out.nameSpace = nameSpace;
    out.sourceFile = context->file;
    const ConfigFields ofCluster(cluster->body, cluster->file,
                                 u"cluster \"%1\""_s.arg(clusterName));
    if (const auto read = readCluster(ofCluster, &out); !read)
        return Failure {read.error()};
    if (!user)
        return out;
    const ConfigFields ofUser(user->body, user->file, u"user \"%1\""_s.arg(userName));
    if (const auto read = readUser(ofUser, &out.credential); !read)
        return Failure {read.error()};
    return out;
}

} // namespace cauce::cluster
