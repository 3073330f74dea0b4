#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QTimeZone>

#include <bitset>

namespace cauce::sandbox::control {

//! \brief The five fields of cron, as a CronJob's `schedule` has them. A value; pure.
//!
//! Rules: robfig/cron v3's standard parser: lists, ranges, steps, names of months and days, `?` as
//! `*`, and @yearly, @monthly, @weekly, @daily, @hourly. Day of month and day of week: either
//! fits when both are given, both must when one is `*`.
class CronSchedule
{
public:
    //! \return Invalid naming the field and what is wrong with it
    static Result<CronSchedule> parse(const QString& text);

    //! \brief The first moment after \p after that fits, a whole minute; UTC.
    //! \param zone where the fields are read; \return an invalid time when none comes within five
    //! years (February 30)
    QDateTime next(const QDateTime& after, const QTimeZone& zone = QTimeZone::utc()) const;

private:
    bool dayFits(const QDate& day) const;

    std::bitset<60> m_minutes;
    std::bitset<24> m_hours;
    std::bitset<32> m_days;
    std::bitset<13> m_months;
    std::bitset<8> m_weekdays; // 0 is Sunday
    bool m_anyDay = false; // the field is *
    bool m_anyWeekday = false;
};

} // namespace cauce::sandbox::control
