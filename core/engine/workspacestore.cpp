#include "core/engine/workspacestore.h"

#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/git/giturl.h"
#include "core/object/json.h"
#include "core/object/yamlwriter.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <limits>
#include <optional>

using namespace Qt::StringLiterals;

namespace cauce::workspaces {

namespace {

using object::Json;

constexpr int kMinPollSeconds = 10;
constexpr int kMaxPollSeconds = 86'400;
constexpr qint64 kMaxFileBytes = 1 << 20; // ours and small; anything larger is not ours

QString folder()
{
    return paths::config() + "/workspaces"_L1;
}

QString fileOf(const QString& name)
{
    return folder() + u'/' + name + ".yaml"_L1;
}

Result<void> checkName(const QString& name)
{
    static const QRegularExpression shape(u"\\A[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?\\z"_s);
    if (shape.match(name).hasMatch())
        return {};
    return fail(ErrorKind::Invalid,
                u"\"%1\" is no name for a workspace: use lower-case letters, digits, '-' and '.', "
                "at most 63, beginning and ending with a letter or digit"_s.arg(
                    text::singleLine(name, 80)));
}

Result<void> check(const Workspace& workspace)
{
    if (const auto name = checkName(workspace.name); !name)
        return name;
    if (workspace.repoUrl.trimmed().isEmpty())
        return fail(ErrorKind::Invalid,
                    u"the workspace %1 names no repository"_s.arg(workspace.name));
    const auto url = git::GitUrl::parse(workspace.repoUrl.trimmed());
    if (!url)
        return Failure {url.error()};
    if (!url->password().isEmpty())
        return fail(ErrorKind::Invalid,
                    u"the repository's address holds a password: leave it out, `git credential` "
                    "is asked for it"_s);
    if (workspace.pollSeconds < kMinPollSeconds || workspace.pollSeconds > kMaxPollSeconds)
        return fail(ErrorKind::Invalid,
                    u"the poll interval is %1 s: choose %2 to %3"_s.arg(workspace.pollSeconds)
                        .arg(kMinPollSeconds)
                        .arg(kMaxPollSeconds));
    return {};
}

// Takes members out of a workspace file and remembers the first that is of the wrong type.
class Reader
{
public:
    Reader(const Json& json, const QString& file)
        : m_json(json)
        , m_file(file)
    { }

    void text(QStringView key, QString& into)
    {
        const Json* value = m_json.find(key);
        if (!value || value->isNull())
            return;
        if (value->isString())
            into = value->toString();
        else
            refuse(key, u"a text");
    }
    void number(QStringView key, int& into)
    {
        const Json* value = m_json.find(key);
        if (!value)
            return;
        const auto integer = value->toInteger();
        if (integer && *integer >= 0 && *integer <= std::numeric_limits<int>::max())
            into = int(*integer);
        else
            refuse(key, u"a whole number");
    }
    void map(QStringView key, QMap<QString, QString>& into)
    {
        const Json* value = m_json.find(key);
        if (!value || value->isNull())
            return;
        if (!value->isObject())
            return refuse(key, u"a mapping of texts");
        for (const auto& [name, item] : value->members()) {
            if (!item.isString())
                return refuse(key, u"a mapping of texts");
            into.insert(name, item.toString());
        }
    }
    const std::optional<Error>& error() const { return m_error; }

private:
    void refuse(QStringView key, QStringView wanted)
    {
        if (!m_error)
            m_error = Error {ErrorKind::Invalid, u"%1: %2 must be %3"_s.arg(m_file, key, wanted)};
    }

    const Json& m_json;
    QString m_file;
    std::optional<Error> m_error;
};

Json toJson(const Workspace& w)
{
    Json json = Json::emptyObject();
    const auto put = [&json](const QString& key, const QString& value) {
        if (!value.isEmpty())
            json.set(key, Json(value));
    };
    put(u"repo"_s, w.repoUrl);
    put(u"revision"_s, w.revision);
    put(u"path"_s, w.path);
    put(u"context"_s, w.context);
    put(u"kubeconfig"_s, w.kubeconfig);
    json.set(u"pollSeconds"_s, Json(qint64(w.pollSeconds)));
    put(u"caFile"_s, w.caFile);
    put(u"sshKeyFile"_s, w.sshKeyFile);
    if (!w.repoAliases.isEmpty()) {
        Json aliases = Json::emptyObject();
        for (auto it = w.repoAliases.cbegin(); it != w.repoAliases.cend(); ++it)
            aliases.set(it.key(), Json(it.value()));
        json.set(u"repoAliases"_s, aliases);
    }
    return json;
}

} // namespace

QStringList names()
{
    QStringList found;
    const QStringList files = QDir(folder()).entryList({u"*.yaml"_s}, QDir::Files, QDir::Name);
    for (const QString& file : files) {
        const QString name = file.chopped(5);
        if (checkName(name))
            found.append(name);
    }
    return found;
}

Result<Workspace> load(const QString& name)
{
    if (const auto good = checkName(name); !good)
        return Failure {good.error()};
    QFile file(fileOf(name));
    if (!file.exists())
        return fail(ErrorKind::NotFound, u"there is no workspace \"%1\""_s.arg(name));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io,
                    u"cannot read %1: %2"_s.arg(file.fileName(), file.errorString()));
    if (file.size() > kMaxFileBytes)
        return fail(ErrorKind::Invalid,
                    u"%1 is larger than a workspace file can be"_s.arg(file.fileName()));
    const auto json = object::readOwnYaml(file.readAll(), file.fileName());
    if (!json)
        return Failure {json.error()};
    if (!json->isObject())
        return fail(ErrorKind::Invalid, u"%1:1: not a mapping"_s.arg(file.fileName()));

    Workspace workspace;
    workspace.name = name;
    Reader reader(*json, file.fileName());
    reader.text(u"repo", workspace.repoUrl);
    reader.text(u"revision", workspace.revision);
    reader.text(u"path", workspace.path);
    reader.text(u"context", workspace.context);
    reader.text(u"kubeconfig", workspace.kubeconfig);
    reader.number(u"pollSeconds", workspace.pollSeconds);
    reader.text(u"caFile", workspace.caFile);
    reader.text(u"sshKeyFile", workspace.sshKeyFile);
    reader.map(u"repoAliases", workspace.repoAliases);
    if (reader.error())
        return Failure {*reader.error()};
    if (const auto good = check(workspace); !good)
        return fail(good.error().kind, u"%1: %2"_s.arg(file.fileName(), good.error().message));
    return workspace;
}

Result<void> save(const Workspace& workspace)
{
    if (const auto good = check(workspace); !good)
        return good;
    if (const auto made = paths::makePrivate(folder()); !made)
        return made;
    return paths::writeFile(fileOf(workspace.name), object::toYaml(toJson(workspace)));
}

Result<void> remove(const QString& name)
{
    if (const auto good = checkName(name); !good)
        return good;
    QFile file(fileOf(name));
    if (!file.exists())
        return fail(ErrorKind::NotFound, u"there is no workspace \"%1\""_s.arg(name));
    if (!file.remove())
        return fail(ErrorKind::Io,
                    u"cannot remove %1: %2"_s.arg(file.fileName(), file.errorString()));
    return {};
}

} // namespace cauce::workspaces
