#include "core/sandbox/accessfiles.h"

#include "core/base/paths.h"
#include "core/object/json.h"
#include "core/object/jsoncodec.h"
#include "core/object/yamlwriter.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

using object::Json;

// The first line of what we write: what begins otherwise is somebody else's.
constexpr QByteArrayView kMark = "# Written by the sandbox of cauce; made anew at each start.\n";
constexpr QByteArrayView kCaMark = "-----BEGIN CERTIFICATE-----";
constexpr QByteArrayView kAccessMark = "{\"kind\":\"CauceSandboxAccess\"";

Result<void> checkOurs(const QString& path, QByteArrayView mark)
{
    QFile file(path);
    if (!file.exists())
        return {};
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, u"cannot read %1: %2"_s.arg(path, file.errorString()));
    if (file.size() == 0 || file.read(mark.size()) == mark)
        return {};
    return fail(
        ErrorKind::Io,
        u"%1 was not written by the sandbox and is left as it is; give the sandbox a folder "
        "of its own"_s.arg(path));
}

Json string(const QByteArray& value)
{
    return Json(QString::fromUtf8(value));
}

QByteArray accessText(const Access& access)
{
    Json json = Json::emptyObject();
    json.set(u"kind"_s, Json(u"CauceSandboxAccess"_s)); // first, as kAccessMark has it
    json.set(u"authority"_s, string(access.identity.authority));
    json.set(u"certificate"_s, string(access.identity.certificate));
    json.set(u"key"_s, string(access.identity.key));
    json.set(u"adminToken"_s, string(access.adminToken));
    json.set(u"nobodyToken"_s, string(access.nobodyToken));
    return object::toJson(json) + '\n';
}

//! \return nothing when the file is absent, damaged or expired: then all is made anew
std::optional<Access> readAccess(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto json = object::parseJson(file.read(1 << 20));
    if (!json)
        return {};
    const auto bytes = [&](QStringView key) { return (*json)[key].toString().toUtf8(); };
    Access access;
    access.identity = {bytes(u"authority"), bytes(u"certificate"), bytes(u"key")};
    access.adminToken = bytes(u"adminToken");
    access.nobodyToken = bytes(u"nobodyToken");
    if (access.adminToken.size() < 32 || access.nobodyToken.size() < 32
        || access.adminToken == access.nobodyToken || !isUsable(access.identity))
        return {};
    return access;
}

} // namespace

AccessFiles::AccessFiles(const QString& folder)
    : ca(folder + "/ca.crt"_L1)
    , access(folder + "/access.json"_L1)
    , kubeconfig(folder + "/kubeconfig"_L1)
    , nobodyKubeconfig(folder + "/nobody.kubeconfig"_L1)
    , data(folder + "/data.jsonl"_L1)
{ }

Result<Access> AccessFiles::prepare() const
{
    const QString folder = QFileInfo(access).path();
    if (!QFileInfo(folder).isDir())
        return fail(ErrorKind::Io, u"the sandbox's folder %1 is not there"_s.arg(folder));
    for (const auto& [path, mark] :
         {std::pair(ca, kCaMark), std::pair(kubeconfig, kMark), std::pair(nobodyKubeconfig, kMark),
          std::pair(access, kAccessMark)}) {
        if (const auto ours = checkOurs(path, mark); !ours)
            return Failure {ours.error()};
    }
    if (auto kept = readAccess(access))
        return *std::move(kept);
    auto identity = makeServerIdentity();
    if (!identity)
        return Failure {identity.error()};
    Access made {*std::move(identity), makeToken(), makeToken()};
    if (const auto written = paths::writeFile(access, accessText(made)); !written)
        return Failure {written.error()};
    return made;
}

Result<void> AccessFiles::write(const Access& made, const QString& server) const
{
    const QByteArray& authority = made.identity.authority;
    if (auto written = paths::writeFile(ca, authority); !written)
        return written;
    if (auto written = paths::writeFile(
            kubeconfig, kubeconfigText(server, authority, made.adminToken, u"admin"_s));
        !written)
        return written;
    return paths::writeFile(nobodyKubeconfig,
                            kubeconfigText(server, authority, made.nobodyToken, u"nobody"_s));
}

QByteArray kubeconfigText(const QString& server, const QByteArray& authority,
                          const QByteArray& token, const QString& user)
{
    const auto entry = [](const QString& name, const QString& key, Json value) {
        Json named = Json::emptyObject();
        named.set(u"name"_s, Json(name));
        named.set(key, std::move(value));
        return Json(Json::Items {named});
    };
    const QString name = u"cauce-sandbox"_s;
    Json cluster = Json::emptyObject();
    cluster.set(u"server"_s, Json(server));
    cluster.set(u"certificate-authority-data"_s, string(authority.toBase64()));
    Json credentials = Json::emptyObject();
    credentials.set(u"token"_s, string(token));
    Json context = Json::emptyObject();
    context.set(u"cluster"_s, Json(name));
    context.set(u"user"_s, Json(user));
    Json config = Json::emptyObject();
    config.set(u"apiVersion"_s, Json(u"v1"_s));
    config.set(u"kind"_s, Json(u"Config"_s));
    config.set(u"clusters"_s, entry(name, u"cluster"_s, cluster));
    config.set(u"users"_s, entry(user, u"user"_s, credentials));
    config.set(u"contexts"_s, entry(name, u"context"_s, context));
    config.set(u"current-context"_s, Json(name));
    return kMark + object::toYaml(config);
}

} // namespace cauce::sandbox
