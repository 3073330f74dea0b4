#include "app/tour/samplerepository.h"

#include "app/tour/gitprogram.h"
#include "app/tour/samplehistory.h"

#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace cauce::tour {

namespace {

constexpr QLatin1StringView kDeployment = "apps/example-app/deployment.yaml"_L1;

QRegularExpression imageLine()
{
    return QRegularExpression(u"^( *(?:- )?image: *)(nginx:[0-9.]+-alpine) *$"_s,
                              QRegularExpression::MultilineOption);
}

Result<QString> readDeployment(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Io, u"cannot read %1: %2"_s.arg(path, file.errorString()));
    return QString::fromUtf8(file.readAll());
}

} // namespace

QString nextImage(const QString& image)
{
    static const QRegularExpression form(u"^nginx:1\\.([0-9]{2})-alpine$"_s);
    const QRegularExpressionMatch match = form.match(image);
    if (!match.hasMatch())
        return {};
    const int minor = match.captured(1).toInt();
    return u"nginx:1.%1-alpine"_s.arg(minor >= 25 && minor < 29 ? minor + 1 : 25);
}

Result<void> SampleRepository::make(const QDateTime& now) const
{
    if (const auto made
        = git(m_folder,
              {u"init"_s, u"--quiet"_s, u"--bare"_s, u"--initial-branch=main"_s, bareDir()});
        !made)
        return Failure {made.error()};
    if (const auto filled
        = git(bareDir(), {u"fast-import"_s, u"--quiet"_s, u"--done"_s}, sampleStream(now));
        !filled)
        return Failure {filled.error()};
    if (const auto cloned = git(m_folder, {u"clone"_s, u"--quiet"_s, bareDir(), cloneDir()});
        !cloned)
        return Failure {cloned.error()};
    // So that `git commit` by hand works on a machine where git knows nobody yet.
    for (const auto& [key, value] : {std::pair(u"user.name"_s, u"Demo Visitor"_s),
                                     std::pair(u"user.email"_s, u"visitor@example.com"_s)}) {
        if (const auto set = git(cloneDir(), {u"config"_s, key, value}); !set)
            return Failure {set.error()};
    }
    return {};
}

Result<QString> SampleRepository::commit(qsizetype back) const
{
    const auto name = git(
        bareDir(), {u"rev-parse"_s, u"--verify"_s, u"refs/heads/main~%1"_s.arg(qlonglong(back))});
    if (!name)
        return Failure {name.error()};
    return QString::fromLatin1(*name).trimmed();
}

Result<SampleRepository::Upgrade> SampleRepository::nextUpgrade() const
{
    const auto text = git(bareDir(), {u"show"_s, u"refs/heads/main:"_s + kDeployment});
    if (!text)
        return Failure {text.error()};
    const QString image = imageLine().match(QString::fromUtf8(*text)).captured(2);
    const QString next = nextImage(image);
    return Upgrade {next.isEmpty() ? QString() : image, next};
}

Result<QString> SampleRepository::upgrade() const
{
    if (const auto pulled = git(cloneDir(), {u"pull"_s, u"--quiet"_s, u"--rebase"_s}); !pulled)
        return Failure {pulled.error()};
    const QString path = cloneDir() + u'/' + kDeployment;
    auto text = readDeployment(path);
    if (!text)
        return Failure {text.error()};
    const QRegularExpressionMatch line = imageLine().match(*text);
    const QString next = nextImage(line.captured(2));
    if (next.isEmpty())
        return fail(
            ErrorKind::Invalid,
            u"%1 names no image nginx:1.NN-alpine: put one there, commit and push"_s.arg(path));
    text->replace(line.capturedStart(2), line.capturedLength(2), next);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text->toUtf8()) < 0 || !file.commit())
        return fail(ErrorKind::Io, u"cannot write %1: %2"_s.arg(path, file.errorString()));
    const QString message = u"feat(example-app): upgrade nginx to %1"_s.arg(
        next.section(u':', 1).section(u'-', 0, 0));
    if (const auto committed
        = git(cloneDir(), {u"commit"_s, u"--quiet"_s, u"-m"_s, message, u"--"_s, kDeployment});
        !committed)
        return Failure {committed.error()};
    if (const auto pushed = git(cloneDir(), {u"push"_s, u"--quiet"_s, u"origin"_s, u"HEAD:main"_s});
        !pushed)
        return Failure {pushed.error()};
    return commit();
}

} // namespace cauce::tour
