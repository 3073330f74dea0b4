#include "core/sandbox/control/cronschedule.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace cauce::sandbox::control {

namespace {

struct CronField
{
    const char* name;
    int least;
    int most;
    const char* names; // three letters each, from least on; may be empty
};

constexpr CronField kMinute {"minute", 0, 59, ""};
constexpr CronField kHour {"hour", 0, 23, ""};
constexpr CronField kDay {"day of month", 1, 31, ""};
constexpr CronField kMonth {"month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"};
constexpr CronField kWeekday {"day of week", 0, 6, "sunmontuewedthufrisat"};

std::optional<int> cronValue(const CronField& field, const QString& text)
{
    const qsizetype named = QLatin1String(field.names).indexOf(text.toLower());
    if (text.size() == 3 && named >= 0 && named % 3 == 0)
        return field.least + int(named / 3);
    bool ok = false;
    const int value = text.toInt(&ok);
    if (!ok || text.startsWith(u'+') || value < field.least || value > field.most)
        return std::nullopt;
    return value;
}

Failure cronError(const CronField& field, const QString& text)
{
    return fail(ErrorKind::Invalid,
                u"schedule: %1 in the field %2 (%3 to %4)"_s.arg(text, QLatin1String(field.name))
                    .arg(field.least)
                    .arg(field.most));
}

// One item of a list: "*", "*/5", "3", "1-5", "1-5/2", "3/10".
template <size_t Size>
Result<void> addRange(const CronField& field, const QString& text, std::bitset<Size>& bits)
{
    const QString range = text.section(u'/', 0, 0);
    const bool hasStep = text.contains(u'/');
    int step = 1;
    if (hasStep) {
        bool ok = false;
        step = text.section(u'/', 1).toInt(&ok);
        if (!ok || step < 1)
            return cronError(field, u"no step in \"%1\""_s.arg(text));
    }
    int from = field.least;
    int to = field.most;
    if (range != "*"_L1 && range != "?"_L1) {
        const auto first = cronValue(field, range.section(u'-', 0, 0));
        const auto last = range.contains(u'-') ? cronValue(field, range.section(u'-', 1)) : first;
        if (!first || !last || *last < *first)
            return cronError(field, u"no value or range: \"%1\""_s.arg(text));
        from = *first;
        to = hasStep && !range.contains(u'-') ? field.most : *last;
    }
    for (int value = from; value <= to; value += step)
        bits.set(size_t(value));
    return {};
}

template <size_t Size>
Result<void> addField(const CronField& field, const QString& text, std::bitset<Size>& bits)
{
    for (const QString& item : text.split(u',')) {
        if (const auto added = addRange(field, item, bits); !added)
            return added;
    }
    return {};
}

QString withoutMacro(const QString& text)
{
    static constexpr std::pair<QLatin1String, QLatin1String> macros[] {
        {"@yearly"_L1, "0 0 1 1 *"_L1},  {"@annually"_L1, "0 0 1 1 *"_L1},
        {"@monthly"_L1, "0 0 1 * *"_L1}, {"@weekly"_L1, "0 0 * * 0"_L1},
        {"@daily"_L1, "0 0 * * *"_L1},   {"@midnight"_L1, "0 0 * * *"_L1},
        {"@hourly"_L1, "0 * * * *"_L1}};
    for (const auto& [name, meaning] : macros) {
        if (text == name)
            return meaning;
    }
    return text;
}

} // namespace

Result<CronSchedule> CronSchedule::parse(const QString& text)
{
    const QStringList fields = withoutMacro(text.trimmed()).simplified().split(u' ');
    if (fields.size() != 5) {
        return fail(
            ErrorKind::Invalid,
            u"schedule: five fields are needed, not %1: \"%2\""_s.arg(fields.size()).arg(text));
    }
    CronSchedule schedule;
    for (const auto& added : {addField(kMinute, fields.at(0), schedule.m_minutes),
                              addField(kHour, fields.at(1), schedule.m_hours),
                              addField(kDay, fields.at(2), schedule.m_days),
                              addField(kMonth, fields.at(3), schedule.m_months),
                              addField(kWeekday, fields.at(4), schedule.m_weekdays)}) {
        if (!added)
            return Failure {added.error()};
    }
    const auto isAny = [](const QString& f) { return f == "*"_L1 || f == "?"_L1; };
    schedule.m_anyDay = isAny(fields.at(2));
    schedule.m_anyWeekday = isAny(fields.at(4));
    return schedule;
}

bool CronSchedule::dayFits(const QDate& day) const
{
    if (!m_months.test(size_t(day.month())))
        return false;
    const bool byDay = m_days.test(size_t(day.day()));
    const bool byWeekday = m_weekdays.test(size_t(day.dayOfWeek() % 7));
    return m_anyDay || m_anyWeekday ? byDay && byWeekday : byDay || byWeekday;
}

QDateTime CronSchedule::next(const QDateTime& after, const QTimeZone& zone) const
{
    const QDateTime local = after.toTimeZone(zone);
    const QDate last = local.date().addYears(5);
    for (QDate day = local.date(); day <= last; day = day.addDays(1)) {
        if (!dayFits(day))
            continue;
        for (int hour = 0; hour < 24; ++hour) {
            if (!m_hours.test(size_t(hour)))
                continue;
            for (int minute = 0; minute < 60; ++minute) {
                if (!m_minutes.test(size_t(minute)))
                    continue;
                const QDateTime at(day, QTime(hour, minute), zone);
                if (at.isValid() && at > after) // invalid: summer time skips that hour
                    return at.toUTC();
            }
        }
    }
    return {};
}

} // namespace cauce::sandbox::control
