#include "core/sandbox/namerules.h"

using namespace Qt::StringLiterals;

namespace cauce::sandbox {

namespace {

struct CronField
{
    int least;
    int most;
    QStringList names; // of the values from least on
};

const QList<CronField>& cronFields()
{
    static const QList<CronField> fields {
        {0, 59, {}},
        {0, 23, {}},
        {1, 31, {}},
        {1,
         12,
         {u"jan"_s, u"feb"_s, u"mar"_s, u"apr"_s, u"may"_s, u"jun"_s, u"jul"_s, u"aug"_s, u"sep"_s,
          u"oct"_s, u"nov"_s, u"dec"_s}},
        {0, 6, {u"sun"_s, u"mon"_s, u"tue"_s, u"wed"_s, u"thu"_s, u"fri"_s, u"sat"_s}},
    };
    return fields;
}

// Reads a value of a field; what is wrong with it otherwise.
QString cronNumber(const QString& text, const CronField& field, int& value)
{
    if (const auto name = field.names.indexOf(text.toLower()); name >= 0) {
        value = field.least + int(name);
        return {};
    }
    bool isNumber = false;
    value = text.toInt(&isNumber);
    if (!isNumber) {
        return u"failed to parse int from %1: strconv.Atoi: parsing \"%1\": invalid syntax"_s.arg(
            text);
    }
    return value < 0 ? u"negative number (%1) not allowed: %2"_s.arg(value).arg(text) : QString();
}

// One part of a field: `*`, `5`, `1-5`, `*/10`.
QString cronRangeProblem(const QString& text, const CronField& field)
{
    const QStringList stepped = text.split(u'/');
    if (stepped.size() > 2)
        return u"too many slashes: %1"_s.arg(text);
    const QStringList ends = stepped.first().split(u'-');
    if (ends.size() > 2)
        return u"too many hyphens: %1"_s.arg(text);
    int begin = field.least;
    int end = field.most;
    if (ends.first() != "*"_L1 && ends.first() != "?"_L1) {
        if (const QString problem = cronNumber(ends.first(), field, begin); !problem.isEmpty())
            return problem;
        end = begin;
        if (ends.size() == 2) {
            if (const QString problem = cronNumber(ends.last(), field, end); !problem.isEmpty())
                return problem;
        } else if (stepped.size() == 2) {
            end = field.most;
        }
    }
    int step = 1;
    if (stepped.size() == 2) {
        if (const QString problem = cronNumber(stepped.last(), field, step); !problem.isEmpty())
            return problem;
    }
    if (begin < field.least)
        return u"beginning of range (%1) below minimum (%2): %3"_s.arg(begin)
            .arg(field.least)
            .arg(text);
    if (end > field.most)
        return u"end of range (%1) above maximum (%2): %3"_s.arg(end).arg(field.most).arg(text);
    if (begin > end)
        return u"beginning of range (%1) beyond end of range (%2): %3"_s.arg(begin).arg(end).arg(
            text);
    return step == 0 ? u"step of range should be a positive number: %1"_s.arg(text) : QString();
}

QString descriptorProblem(const QString& text)
{
    static const QStringList known {u"@yearly"_s, u"@annually"_s, u"@monthly"_s, u"@weekly"_s,
                                    u"@daily"_s,  u"@midnight"_s, u"@hourly"_s};
    if (known.contains(text) || text.startsWith("@every "_L1))
        return {};
    return u"unrecognized descriptor: %1"_s.arg(text);
}

QString cronProblem(const QString& text)
{
    if (text.contains("TZ="_L1))
        return u"cannot use TZ or CRON_TZ in schedule, use timeZone field instead"_s;
    if (text.startsWith(u'@'))
        return descriptorProblem(text);
    const QStringList fields = text.simplified().split(u' ');
    if (fields.size() != cronFields().size()) {
        return u"expected exactly 5 fields, found %1: [%2]"_s.arg(fields.size())
            .arg(fields.join(u' '));
    }
    for (qsizetype i = 0; i < fields.size(); ++i) {
        for (const QString& range : fields.at(i).split(u',')) {
            const QString problem = cronRangeProblem(range, cronFields().at(i));
            if (!problem.isEmpty())
                return problem;
        }
    }
    return {};
}

} // namespace

QStringList cronScheduleProblems(const QString& text)
{
    const QString problem = cronProblem(text);
    return problem.isEmpty() ? QStringList() : QStringList {problem};
}

} // namespace cauce::sandbox
