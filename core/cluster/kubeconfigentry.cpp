#include "core/cluster/kubeconfigentry.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr qint64 kMaxPem = 1 << 20;

Result<ExecPlugin> readExec(const ConfigFields& user, const object::Json& exec)
{
    ExecPlugin plugin;
    plugin.command = exec[u"command"].toString();
    plugin.apiVersion = exec[u"apiVersion"].toString();
    plugin.installHint = exec[u"installHint"].toString();
    plugin.provideClusterInfo = exec[u"provideClusterInfo"].toBool();
    plugin.needsTerminal = exec[u"interactiveMode"].toString() == "Always"_L1;
    if (plugin.command.isEmpty())
        return user.invalid(u"exec has no command"_s);
    if (plugin.apiVersion != "client.authentication.k8s.io/v1"_L1
        && plugin.apiVersion != "client.authentication.k8s.io/v1beta1"_L1) {
        return user.invalid(
            u"exec.apiVersion must be client.authentication.k8s.io/v1 or .../v1beta1"_s);
    }
    if (plugin.command.contains(u'/')) // a bare name is looked up on PATH, as kubectl does
        plugin.command = user.path(plugin.command);
    for (const object::Json& argument : exec[u"args"].items()) {
        if (!argument.isString())
            return user.invalid(u"exec.args must be strings"_s);
        plugin.arguments.append(argument.toString());
    }
    for (const object::Json& variable : exec[u"env"].items()) {
        const QString name = variable[u"name"].toString();
        if (name.isEmpty() || name.contains(u'=') || !variable[u"value"].isString())
            return user.invalid(u"exec.env must be a list of name and value"_s);
        plugin.environment.insert(name, variable[u"value"].toString());
    }
    return plugin;
}

Result<void> checkMethods(const ConfigFields& fields, const Credential& credential)
{
    const bool token = !credential.token.isEmpty() || !credential.tokenFile.isEmpty();
    const bool basic = !credential.username.isEmpty() || !credential.password.isEmpty();
    if (int(token) + int(basic) + int(credential.exec.has_value()) > 1)
        return fields.invalid(u"has more than one of token, username and exec: only one may be"_s);
    if (credential.clientCertificate.isEmpty() != credential.clientKey.isEmpty()) {
        return fields.invalid(credential.clientKey.isEmpty()
                                  ? u"has a client certificate but no client key"_s
                                  : u"has a client key but no client certificate"_s);
    }
    return {};
}

} // namespace

ConfigFields::ConfigFields(const object::Json& json, QString file, QString where)
    : m_json(json)
    , m_file(std::move(file))
    , m_where(std::move(where))
{ }

QString ConfigFields::text(QStringView key) const
{
    const object::Json& value = m_json[key];
    if (!value.isNull() && !value.isString())
        wrong(key, u"must be a string");
    return value.toString();
}

bool ConfigFields::flag(QStringView key) const
{
    const object::Json& value = m_json[key];
    if (!value.isNull() && !value.isBool())
        wrong(key, u"must be true or false");
    return value.toBool();
}

QStringList ConfigFields::list(QStringView key) const
{
    const object::Json& value = m_json[key];
    if (!value.isNull() && !value.isArray())
        wrong(key, u"must be a list of strings");
    QStringList items;
    for (const object::Json& item : value.items()) {
        if (!item.isString())
            wrong(key, u"must be a list of strings");
        items.append(item.toString());
    }
    return items;
}

QByteArray ConfigFields::base64(QStringView key) const
{
    QByteArray encoded = text(key).toLatin1();
    encoded.replace("\n", "").replace("\r", "");
    const auto decoded
        = QByteArray::fromBase64Encoding(encoded, QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded) {
        wrong(key, u"is not base64");
        return {};
    }
    return *decoded;
}

QByteArray ConfigFields::dataOrFile(QStringView dataKey, QStringView fileKey) const
{
    if (has(dataKey))
        return base64(dataKey);
    const QString named = path(text(fileKey));
    if (named.isEmpty())
        return {};
    QFile file(named);
    if (!file.open(QIODevice::ReadOnly) || QFileInfo(named).isDir()) {
        if (!m_error) {
            const bool there = QFileInfo::exists(named);
            m_error = Error {there ? ErrorKind::Io : ErrorKind::NotFound,
                             u"%1: %2: cannot read the %3 %4: %5"_s.arg(
                                 m_file, m_where, fileKey.toString(), named, file.errorString())};
        }
        return {};
    }
    const QByteArray content = file.read(kMaxPem + 1);
    if (content.size() > kMaxPem)
        wrong(fileKey, u"names a file larger than 1 MiB");
    return content;
}

QString ConfigFields::path(const QString& relative) const
{
    if (relative.isEmpty() || QDir::isAbsolutePath(relative))
        return relative;
    return QDir::cleanPath(QFileInfo(m_file).absolutePath() + u'/' + relative);
}

bool ConfigFields::has(QStringView key) const
{
    const object::Json& value = m_json[key];
    return !value.isNull() && !(value.isString() && value.toString().isEmpty());
}

Failure ConfigFields::invalid(const QString& what) const
{
    return fail(ErrorKind::Invalid, u"%1: %2: %3"_s.arg(m_file, m_where, what));
}

void ConfigFields::wrong(QStringView key, QStringView what) const
{
    if (!m_error)
        m_error = invalid(u"\"%1\" %2"_s.arg(key.toString(), what.toString())).error;
}

Result<void> readCluster(const ConfigFields& fields, KubeContext* out)
{
    out->server = fields.text(u"server");
    out->tlsServerName = fields.text(u"tls-server-name");
    out->insecureSkipTlsVerify = fields.flag(u"insecure-skip-tls-verify");
    out->proxyUrl = fields.text(u"proxy-url");
    out->certificateAuthority
        = fields.dataOrFile(u"certificate-authority-data", u"certificate-authority");
    if (const auto& error = fields.error())
        return Failure {*error};
    if (out->server.isEmpty())
        return fields.invalid(u"has no server"_s);
    const QUrl url(out->server, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()
        || (url.scheme() != "https"_L1 && url.scheme() != "http"_L1)) {
        return fields.invalid(u"\"server\" must be https://host[:port]"_s);
    }
    if (!url.userInfo().isEmpty() || url.hasQuery() || url.hasFragment())
        return fields.invalid(u"\"server\" may hold a host, a port and a path only"_s);
    while (out->server.endsWith(u'/'))
        out->server.chop(1);
    // kubectl refuses the pair too: which of the two was meant?
    if (out->insecureSkipTlsVerify && !out->certificateAuthority.isEmpty()) {
        return fields.invalid(
            u"has both a certificate-authority and insecure-skip-tls-verify: remove one"_s);
    }
    return {};
}

Result<void> readUser(const ConfigFields& fields, Credential* out)
{
    out->clientCertificate = fields.dataOrFile(u"client-certificate-data", u"client-certificate");
    out->clientKey = fields.dataOrFile(u"client-key-data", u"client-key");
    out->token = fields.text(u"token");
    out->tokenFile = fields.path(fields.text(u"tokenFile"));
    out->username = fields.text(u"username");
    out->password = fields.text(u"password");
    out->impersonateUser = fields.text(u"as");
    out->impersonateGroups = fields.list(u"as-groups");
    if (const auto& error = fields.error())
        return Failure {*error};
    if (fields.has(u"auth-provider")) {
        return fields.invalid(
            u"auth-provider was removed from Kubernetes and is not supported: use exec"_s);
    }
    // To drop one of these would be to act as somebody else.
    if (fields.has(u"as-uid") || fields.has(u"as-user-extra"))
        return fields.invalid(u"as-uid and as-user-extra are not supported yet"_s);
    if (out->impersonateUser.isEmpty() && !out->impersonateGroups.isEmpty())
        return fields.invalid(u"as-groups needs \"as\""_s);
    if (out->impersonateGroups.size() > 1)
        return fields.invalid(u"more than one of as-groups is not supported yet"_s);
    const bool printable = std::all_of(out->token.cbegin(), out->token.cend(), [](QChar c) {
        return c.unicode() > 0x20 && c.unicode() < 0x7f;
    });
    if (!printable) // it becomes part of a header
        return fields.invalid(u"\"token\" has characters that no token can have"_s);
    if (fields.has(u"exec")) {
        auto exec = readExec(fields, fields[u"exec"]);
        if (!exec)
            return Failure {exec.error()};
        out->exec = *std::move(exec);
    }
    return checkMethods(fields, *out);
}

} // namespace cauce::cluster
