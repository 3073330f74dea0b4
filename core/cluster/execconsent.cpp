#include "core/cluster/execconsent.h"

#include "core/base/paths.h"
#include "core/base/text.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

using namespace Qt::StringLiterals;

namespace cauce::cluster::execconsent {

namespace {

QString storePath()
{
    return paths::state() + "/exec-consent"_L1;
}

QString quotedArgument(const QString& argument)
{
    static const QString plain = u"+-./:=@_,%"_s;
    const bool simple
        = !argument.isEmpty() && std::all_of(argument.cbegin(), argument.cend(), [](QChar c) {
              return (c.unicode() < 128 && c.isLetterOrNumber()) || plain.contains(c);
          });
    return simple ? argument : u'\'' + QString(argument).replace(u'\'', "'\\''"_L1) + u'\'';
}

bool looksSecret(const QString& variable)
{
    const QString name = variable.toUpper();
    for (const auto* word : {"SECRET", "TOKEN", "PASSW", "CREDENTIAL", "PRIVATE"}) {
        if (name.contains(QLatin1String(word)))
            return true;
    }
    return false;
}

void addPart(QCryptographicHash* hash, const QByteArray& part)
{
    const QByteArray length = QByteArray::number(part.size());
    hash->addData(QByteArray(length + ':' + part)); // so that two parts are never one
}

//! The line of the store that stands for \p plugin as it is now.
Result<QByteArray> keyOf(const ExecPlugin& plugin)
{
    const auto program = resolve(plugin);
    if (!program)
        return Failure {program.error()};
    QFile file(*program);
    QCryptographicHash content(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !content.addData(&file))
        return fail(ErrorKind::Io, u"cannot read %1: %2"_s.arg(*program, file.errorString()));
    QCryptographicHash hash(QCryptographicHash::Sha256);
    addPart(&hash, program->toUtf8());
    addPart(&hash, content.result());
    for (const QString& argument : plugin.arguments)
        addPart(&hash, "a" + argument.toUtf8());
    for (auto it = plugin.environment.cbegin(); it != plugin.environment.cend(); ++it)
        addPart(&hash, "e" + it.key().toUtf8() + '=' + it.value().toUtf8());
    return hash.result().toHex();
}

Result<QList<QByteArray>> readStore()
{
    QFile file(storePath());
    if (!file.exists())
        return QList<QByteArray> {};
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io,
                    u"cannot read %1: %2"_s.arg(file.fileName(), file.errorString()));
    return file.readAll().split('\n');
}

} // namespace

Result<QString> resolve(const ExecPlugin& plugin)
{
    const QString found = plugin.command.contains(u'/')
        ? plugin.command
        : QStandardPaths::findExecutable(plugin.command);
    const QFileInfo info(found);
    if (found.isEmpty() || !info.isFile() || !info.isExecutable()) {
        QString message = u"the credential plugin \"%1\" is not installed"_s.arg(
            text::singleLine(plugin.command));
        if (!plugin.installHint.isEmpty())
            message += u"; the kubeconfig says: "_s + text::plain(plugin.installHint);
        return fail(ErrorKind::NotFound, message);
    }
    return info.absoluteFilePath();
}

QString commandLine(const ExecPlugin& plugin)
{
    QStringList words;
    for (auto it = plugin.environment.cbegin(); it != plugin.environment.cend(); ++it)
        words.append(it.key() + u'='
                     + (looksSecret(it.key()) ? u"***"_s : quotedArgument(it.value())));
    const auto program = resolve(plugin);
    words.append(quotedArgument(program ? *program : plugin.command));
    for (const QString& argument : plugin.arguments)
        words.append(quotedArgument(argument));
    return text::singleLine(words.join(u' '), 4000);
}

Result<void> check(const ExecPlugin& plugin)
{
    const auto key = keyOf(plugin);
    if (!key)
        return Failure {key.error()};
    const auto store = readStore();
    if (!store)
        return Failure {store.error()};
    if (store->contains(*key))
        return {};
    return fail(
        ErrorKind::Consent,
        u"the kubeconfig wants to run a program for credentials; it runs only after you have "
        "agreed to this command: %1"_s.arg(commandLine(plugin)));
}

Result<void> grant(const ExecPlugin& plugin)
{
    const auto key = keyOf(plugin);
    if (!key)
        return Failure {key.error()};
    auto store = readStore();
    if (!store)
        return Failure {store.error()};
    if (store->contains(*key))
        return {};
    store->removeAll({});
    store->append(*key);
    return paths::writeFile(storePath(), store->join('\n') + '\n');
}

} // namespace cauce::cluster::execconsent
