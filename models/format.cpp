#include "models/format.h"

#include "core/base/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace cauce::format {

namespace {

struct FormatWords
{
    Q_DECLARE_TR_FUNCTIONS(FormatWords)
};

constexpr qint64 kMinute = 60;
constexpr qint64 kHour = 60 * kMinute;
constexpr qint64 kDay = 24 * kHour;
constexpr qint64 kNow = 5; // seconds that still read as "now"

int whole(qint64 seconds, qint64 unit)
{
    return int(seconds / unit);
}

} // namespace

QString ago(const QDateTime& when, const QDateTime& now)
{
    if (!when.isValid())
        return FormatWords::tr("never");
    const qint64 s = when.secsTo(now);
    if (s < kNow)
        return FormatWords::tr("now");
    if (s < kMinute)
        return FormatWords::tr("%n s ago", "seconds", int(s));
    if (s < kHour)
        return FormatWords::tr("%n min ago", "minutes", whole(s, kMinute));
    if (s < kDay)
        return FormatWords::tr("%n h ago", "hours", whole(s, kHour));
    return FormatWords::tr("%n day(s) ago", "", whole(s, kDay));
}

QString agoLong(const QDateTime& when, const QDateTime& now)
{
    if (!when.isValid())
        return FormatWords::tr("never");
    const qint64 s = when.secsTo(now);
    if (s < kNow)
        return FormatWords::tr("now");
    if (s < kMinute)
        return FormatWords::tr("%n second(s) ago", "", int(s));
    if (s < kHour)
        return FormatWords::tr("%n minute(s) ago", "", whole(s, kMinute));
    if (s < kDay)
        return FormatWords::tr("%n hour(s) ago", "", whole(s, kHour));
    return FormatWords::tr("%n day(s) ago", "", whole(s, kDay));
}

QString age(const QDateTime& when, const QDateTime& now)
{
    if (!when.isValid())
        return {};
    const qint64 s = std::max<qint64>(0, when.secsTo(now));
    if (s < kMinute)
        return FormatWords::tr("%n s", "seconds", int(s));
    if (s < kHour)
        return FormatWords::tr("%n min", "minutes", whole(s, kMinute));
    if (s < kDay)
        return FormatWords::tr("%n h", "hours", whole(s, kHour));
    return FormatWords::tr("%n day(s)", "", whole(s, kDay));
}

QString until(const QDateTime& when, const QDateTime& now)
{
    const qint64 s = now.secsTo(when);
    if (!when.isValid() || s < 1)
        return FormatWords::tr("now");
    if (s < kMinute)
        return FormatWords::tr("in %n s", "seconds", int(s));
    if (s < kHour)
        return FormatWords::tr("in %n min", "minutes", whole(s + kMinute / 2, kMinute));
    if (s < kDay)
        return FormatWords::tr("in %n h", "hours", whole(s + kHour / 2, kHour));
    return FormatWords::tr("in %n day(s)", "", whole(s + kDay / 2, kDay));
}

QString duration(qint64 milliseconds)
{
    const qint64 s = std::max<qint64>(0, milliseconds) / 1000;
    if (s == 0)
        return FormatWords::tr("under 1 s");
    if (s < kMinute)
        return FormatWords::tr("%n s", "seconds", int(s));
    if (s < kHour) {
        return FormatWords::tr("%1 min %2 s").arg(s / kMinute).arg(s % kMinute);
    }
    return FormatWords::tr("%1 h %2 min").arg(s / kHour).arg(s % kHour / kMinute);
}

QString exact(const QDateTime& when)
{
    if (!when.isValid())
        return {};
    const QDateTime local = when.toLocalTime();
    return QLocale().toString(local.date(), QLocale::LongFormat) % u", "_s
        % local.time().toString(u"HH:mm:ss"_s) % u' ' % local.timeZoneAbbreviation();
}

QString clockOrDay(const QDateTime& when, const QDateTime& now)
{
    if (!when.isValid())
        return {};
    const QDateTime local = when.toLocalTime();
    if (local.date() == now.toLocalTime().date())
        return local.time().toString(u"HH:mm"_s);
    return QLocale().toString(local.date(), u"d MMM"_s);
}

QString revision(const QString& name, const QString& commit)
{
    const QString plainName = text::singleLine(name, 80);
    if (commit.isEmpty())
        return plainName;
    const QString shortCommit = commit.left(7);
    if (plainName.isEmpty() || commit.startsWith(plainName))
        return shortCommit;
    return plainName % u" ("_s % shortCommit % u')';
}

QString line(const QString& untrusted)
{
    return text::singleLine(untrusted, 400);
}

QString objects(int count)
{
    return FormatWords::tr("%n object(s)", "", count);
}

QString repository(const QString& repoUrl)
{
    static const QRegularExpression scheme(u"^[a-z+]+://"_s);
    static const QRegularExpression user(u"^[^/@]+@"_s);
    QString s = text::redacted(repoUrl);
    const bool scp = !s.contains(u"://"_s) && s.contains(u'@');
    s.remove(scheme);
    s.remove(user);
    if (scp)
        s.replace(s.indexOf(u':'), 1, u"/"_s);
    while (s.endsWith(u'/'))
        s.chop(1);
    if (s.endsWith(u".git"_s))
        s.chop(4);
    return text::singleLine(s, 120);
}

QString host(const QString& repoUrl)
{
    const QString s = repository(repoUrl);
    return s.startsWith(u'/') ? s : s.section(u'/', 0, 0);
}

} // namespace cauce::format
