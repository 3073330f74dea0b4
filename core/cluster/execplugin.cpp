#include "core/cluster/execplugin.h"

#include "core/base/processrunner.h"
#include "core/base/text.h"
#include "core/cluster/execconsent.h"
#include "core/object/jsoncodec.h"

using namespace Qt::StringLiterals;

namespace cauce::cluster {

namespace {

constexpr qint64 kMaxPluginOutput = 1 << 20;

QString lastWords(const QByteArray& errorOutput)
{
    return text::redacted(text::plain(QString::fromUtf8(errorOutput.right(1000)).trimmed()));
}

} // namespace

Result<ExecCredential> runExecPlugin(const KubeContext& context, std::chrono::milliseconds timeout,
                                     const CancelToken& cancel)
{
    const ExecPlugin& plugin = *context.credential.exec;
    if (plugin.needsTerminal) {
        return fail(
            ErrorKind::Invalid,
            u"the credential plugin \"%1\" needs a terminal (interactiveMode: Always), which "
            "is not supported"_s.arg(text::singleLine(plugin.command)));
    }
    if (const auto agreed = execconsent::check(plugin); !agreed)
        return Failure {agreed.error()};
    const auto program = execconsent::resolve(plugin);
    if (!program)
        return Failure {program.error()};
    ProcessRequest request;
    request.program = *program;
    request.arguments = plugin.arguments;
    request.environment = plugin.environment;
    request.environment.insert(u"KUBERNETES_EXEC_INFO"_s, QString::fromUtf8(execInfo(context)));
    request.timeout = timeout;
    request.maxOutput = kMaxPluginOutput;
    const auto outcome = runProcess(request, cancel);
    if (!outcome)
        return Failure {outcome.error()};
    if (outcome->exitCode != 0) {
        return fail(ErrorKind::Auth,
                    u"the credential plugin %1 failed (exit code %2): %3"_s.arg(*program)
                        .arg(outcome->exitCode)
                        .arg(lastWords(outcome->errorOutput)));
    }
    return parseExecCredential(outcome->output, plugin);
}

QByteArray execInfo(const KubeContext& context)
{
    using object::Json;
    const ExecPlugin& plugin = *context.credential.exec;
    Json info = Json::emptyObject();
    info.set(u"apiVersion"_s, plugin.apiVersion);
    info.set(u"kind"_s, u"ExecCredential"_s);
    info.setPath({u"spec", u"interactive"}, Json(false));
    if (plugin.provideClusterInfo) {
        Json cluster = Json::emptyObject();
        cluster.set(u"server"_s, context.server);
        if (!context.tlsServerName.isEmpty())
            cluster.set(u"tls-server-name"_s, context.tlsServerName);
        if (context.insecureSkipTlsVerify)
            cluster.set(u"insecure-skip-tls-verify"_s, Json(true));
        if (!context.certificateAuthority.isEmpty())
            cluster.set(u"certificate-authority-data"_s,
                        QString::fromLatin1(context.certificateAuthority.toBase64()));
        if (!context.proxyUrl.isEmpty())
            cluster.set(u"proxy-url"_s, context.proxyUrl);
        info.setPath({u"spec", u"cluster"}, cluster);
    }
    return object::toJson(info);
}

Result<ExecCredential> parseExecCredential(const QByteArray& output, const ExecPlugin& plugin)
{
    const auto invalid = [&](const QString& what) {
        return fail(
            ErrorKind::Invalid,
            u"the credential plugin \"%1\": %2"_s.arg(text::singleLine(plugin.command), what));
    };
    const auto parsed = object::parseJson(output, kMaxPluginOutput);
    if (!parsed)
        return invalid(u"what it printed is not JSON"_s);
    if ((*parsed)[u"kind"].toString() != "ExecCredential"_L1
        || (*parsed)[u"apiVersion"].toString() != plugin.apiVersion) {
        return invalid(u"it did not print an ExecCredential of %1"_s.arg(plugin.apiVersion));
    }
    const object::Json& status = (*parsed)[u"status"];
    ExecCredential credential;
    credential.token = status[u"token"].toString();
    credential.clientCertificate = status[u"clientCertificateData"].toString().toUtf8();
    credential.clientKey = status[u"clientKeyData"].toString().toUtf8();
    if (credential.clientCertificate.isEmpty() != credential.clientKey.isEmpty())
        return invalid(u"it gave a certificate without a key, or a key without a certificate"_s);
    if (credential.token.isEmpty() && credential.clientCertificate.isEmpty())
        return invalid(u"it gave neither a token nor a certificate"_s);
    const QString expires = status[u"expirationTimestamp"].toString();
    if (!expires.isEmpty()) {
        credential.expiresAt = QDateTime::fromString(expires, Qt::ISODate).toUTC();
        if (!credential.expiresAt.isValid())
            return invalid(u"its expirationTimestamp is no time"_s);
    }
    return credential;
}

} // namespace cauce::cluster
